import { parsePayload } from '../core/parse/parse.ts';
import type { ParsedPayload } from '../core/parse/parsed.ts';
import { SCANNER_VERSION, scan } from '../core/scan/scan.ts';
import type { UnreadablePart } from '../core/scan/document.ts';
import type { ScanReport } from '../core/scan/finding.ts';
import type { PhiClass } from '../core/vocabulary.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What reading a payload came to: `payload` is absent when it could not be read or scanned. */
export interface Reading {
  readonly phi: PhiClass | 'unknown';
  readonly scannerVersion: string;
  /** Reason codes of what could not be read. */
  readonly unreadable: readonly string[];
  readonly read?: { readonly payload: ParsedPayload; readonly report: ScanReport };
}

/** Each reason once: a record has a bounded size, the number of parts in a payload has not. */
export function distinctReasons(parts: readonly UnreadablePart[]): readonly string[] {
  return [...new Set(parts.map(({ reason }) => reason))];
}

/**
 * Parse and scan. Whatever goes wrong, the answer is `unknown`, which no policy lets pass: an error of
 * a parser or a recogniser is never a clean bill.
 */
export function readPayload(
  bytes: Uint8Array,
  contentType: string,
  careContext: boolean,
  watch: Stopwatch,
): Reading {
  const failed = (reason: string): Reading => ({
    phi: 'unknown',
    scannerVersion: SCANNER_VERSION,
    unreadable: [reason],
  });
  try {
    const parsed = parsePayload(bytes, contentType);
    watch.mark('parse');
    if (parsed.kind === 'unreadable') return failed(parsed.reason);
    const { payload } = parsed;
    const { segments, unreadable } = payload;
    const report = scan({ segments, careContext, unreadable });
    watch.mark('scan');
    return {
      phi: report.classification,
      scannerVersion: report.scannerVersion,
      unreadable: distinctReasons(report.unreadable),
      read: { payload, report },
    };
  } catch {
    // The error's message may quote the payload, so it goes nowhere.
    return failed('scanner_error');
  }
}
