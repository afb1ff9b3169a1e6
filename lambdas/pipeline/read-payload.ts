import { parsePayload } from '../core/parse/parse.ts';
import type { ParsedPayload } from '../core/parse/parsed.ts';
import { filePayload, withFiles } from '../core/parse/with-files.ts';
import type { UnreadablePart } from '../core/scan/document.ts';
import type { ScanReport } from '../core/scan/finding.ts';
import { isIdentifierLabel } from '../core/scan/labels.ts';
import { SCANNER_VERSION, scan } from '../core/scan/scan.ts';
import type { PhiClass } from '../core/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { Log } from '../ports/log.ts';
import type { SecondOpinion } from '../ports/second-opinion.ts';
import { askSecondOpinion, noteOpinion, OPINION_MILLISECONDS } from './ask-second-opinion.ts';
import { boundedOpinion } from './bounded-opinion.ts';
import { readFiles } from './read-files.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What reading a payload came to: `read` is absent when it could not be read or scanned. */
export interface Reading {
  readonly phi: PhiClass | 'unknown';
  readonly scannerVersion: string;
  /** Reason codes of what could not be read. */
  readonly unreadable: readonly string[];
  readonly read?: { readonly payload: ParsedPayload; readonly report: ScanReport };
  /** Every identifier stands where it can be replaced; what a file says cannot. */
  readonly canDeidentify: boolean;
}

/** What reading takes. */
export interface ReadingDependencies {
  readonly documents: DocumentReader;
  readonly secondOpinion?: SecondOpinion;
  readonly clock: Clock;
  readonly log: Log;
}

/** Each reason once: a record has a bounded size, the number of parts in a payload has not. */
export function distinctReasons(parts: readonly UnreadablePart[]): readonly string[] {
  return [...new Set(parts.map(({ reason }) => reason))];
}

/** What is known of a payload that was not read, or not to its end: nothing. */
export function failed(...reasons: readonly string[]): Reading {
  return {
    phi: 'unknown',
    scannerVersion: SCANNER_VERSION,
    unreadable: reasons,
    canDeidentify: false,
  };
}

/**
 * Parse, read the documents in it, and scan. Whatever goes wrong, the answer is `unknown`, which no policy lets
 * pass: an error of a parser or a recogniser is never a clean bill.
 */
export async function readPayload(
  bytes: Uint8Array,
  contentType: string,
  careContext: boolean,
  watch: Stopwatch,
  { documents, secondOpinion, clock, log }: ReadingDependencies,
): Promise<Reading> {
  try {
    const parsed = parsePayload(bytes, contentType);
    const payload = parsed.kind === 'parsed' ? parsed.payload : filePayload(bytes);
    if (payload === undefined) {
      watch.mark('parse');
      return failed(parsed.kind === 'unreadable' ? parsed.reason : 'malformed');
    }
    const contents = await readFiles(
      payload.files.map((file) => file.bytes),
      documents,
    );
    watch.mark('parse');
    const document = withFiles(payload, contents);
    if (document.segments.length === 0 && document.unreadable.length > 0) {
      return failed(...distinctReasons(document.unreadable));
    }
    const whole = { ...document, careContext };
    let report = scan(whole);
    if (secondOpinion !== undefined) {
      const opinion = boundedOpinion(secondOpinion, clock, OPINION_MILLISECONDS);
      const second = await askSecondOpinion(whole, report, opinion);
      ({ report } = second);
      noteOpinion(second, 'inbound', log);
    }
    watch.mark('scan');
    return {
      phi: report.classification,
      scannerVersion: report.scannerVersion,
      unreadable: distinctReasons(report.unreadable),
      read: { payload, report },
      canDeidentify: report.findings.every(
        ({ label, segment }) => !isIdentifierLabel(label) || segment < payload.segments.length,
      ),
    };
  } catch {
    // The error's message may quote the payload, so it goes nowhere.
    return failed('scanner_error');
  }
}
