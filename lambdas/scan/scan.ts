import { parsePayload } from '../core/parse/parse.ts';
import type { ParsedPayload } from '../core/parse/parsed.ts';
import type { Document } from '../core/scan/document.ts';
import { SCANNER_VERSION, scan as scanDocument, type OperatingPoint } from '../core/scan/scan.ts';
import type { InputFacts, ScanFinding, ScanResult } from './types.ts';

export interface ScanOptions extends InputFacts {
  /** `strict`, the default, is for deciding; `balanced` leaves out what is more likely no identifier. */
  readonly point?: OperatingPoint;
}

/** Positions in a `Document` are those in a segment. */
type ByPlace = (a: ScanFinding, b: ScanFinding) => number;
const inText: ByPlace = (a, b) => a.start - b.start || a.end - b.end;
const inSegments: ByPlace = (a, b) => a.segment - b.segment || inText(a, b);

type Readable = Pick<ParsedPayload, 'segments' | 'unreadable' | 'locate'>;

/**
 * Finds identifiers and health information, and says what the input is. Synchronous, without network; time is
 * linear in the length of the input.
 *
 * Never throws on content. What cannot be read in its format is scanned as prose as far as it is text, and is
 * `unreadable` besides; a scanner that fails has read nothing.
 *
 * @param input text, bytes in UTF-8, or a document that was taken apart elsewhere, which says itself whether its
 *   source means care
 */
export function scan(input: string | Uint8Array | Document, options: ScanOptions = {}): ScanResult {
  try {
    const readable = isDocument(input) ? asIs(input) : readInput(input, options);
    const careContext = isDocument(input) ? input.careContext : options.sourceIsCare === true;
    const byPlace = isDocument(input) ? inSegments : inText;
    return scanReadable(readable, careContext, options.point ?? 'strict', byPlace);
  } catch {
    // A defect. Its message may quote the input.
    return unknown('scanner_error');
  }
}

function isDocument(input: string | Uint8Array | Document): input is Document {
  return typeof input === 'object' && 'segments' in input;
}

function asIs({ segments, unreadable }: Document): Readable {
  return { segments, unreadable, locate: (_, start, end) => [start, end] };
}

function readInput(input: string | Uint8Array, options: ScanOptions): Readable {
  const parsed = parsePayload(input, options.contentType ?? 'text/plain');
  if (parsed.kind === 'unreadable') {
    const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
    return {
      segments: [{ path: 'text', text, role: 'value' }],
      unreadable: [{ path: 'text', reason: parsed.reason }],
      locate: (_, start, end) => [start, end],
    };
  }
  const { segments, unreadable } = parsed.payload;
  // A byte order mark is no part of what was parsed, but of the text that was given.
  const shift = typeof input === 'string' && input.startsWith('\uFEFF') ? 1 : 0;
  return {
    segments,
    unreadable,
    locate: (segment, start, end) => {
      const [first, last] = parsed.payload.locate(segment, start, end);
      return [first + shift, last + shift];
    },
  };
}

function scanReadable(
  { segments, unreadable, locate }: Readable,
  careContext: boolean,
  point: OperatingPoint,
  byPlace: ByPlace,
): ScanResult {
  const report = scanDocument({ segments, unreadable, careContext }, { point });
  const findings = report.findings.map((finding): ScanFinding => {
    const { label, path, segment, score, recogniser } = finding;
    const [start, end] = locate(segment, finding.start, finding.end);
    return { label, path, start, end, segment, score, recogniser };
  });
  // A table is read by its columns, and a text that was decoded after the one around it.
  if (!areInOrder(findings, byPlace)) findings.sort(byPlace);
  const isPartial = report.unreadable.length > 0 && report.classification !== 'phi';
  return {
    class: isPartial ? 'unknown' : report.classification,
    findings,
    unreadable: report.unreadable,
    scannerVersion: report.scannerVersion,
  };
}

function areInOrder(findings: readonly ScanFinding[], byPlace: ByPlace): boolean {
  let before: ScanFinding | undefined;
  for (const finding of findings) {
    if (before !== undefined && byPlace(before, finding) > 0) return false;
    before = finding;
  }
  return true;
}

function unknown(reason: string): ScanResult {
  return {
    class: 'unknown',
    findings: [],
    unreadable: [{ path: '', reason }],
    scannerVersion: SCANNER_VERSION,
  };
}
