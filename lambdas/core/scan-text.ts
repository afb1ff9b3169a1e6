import { parsePayload } from './parse/parse.ts';
import type { ParsedPayload } from './parse/parsed.ts';
import type { UnreadablePart } from './scan/document.ts';
import { isIdentifierLabel, type Label } from './scan/labels.ts';
import { scan, type OperatingPoint } from './scan/scan.ts';
import type { PhiClass } from './vocabulary.ts';

/** What is known of a text besides its characters. */
export interface TextFacts {
  /** Media type; `text/plain` by default, which recognizes JSON and other notations by how they begin. */
  readonly contentType?: string;
  /** The source by its nature means care: an identifier alone is then PHI (45 CFR 160.103). */
  readonly sourceIsCare?: boolean;
  /** `strict` by default. */
  readonly point?: OperatingPoint;
}

/** Something found, by its place in the text as it was given. */
export interface TextSpan {
  /** UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly label: Label;
  /** 0 to 1. */
  readonly score: number;
  readonly recogniser: string;
}

export interface TextReport {
  readonly class: PhiClass;
  /** Safe Harbor identifiers, sorted by start. */
  readonly identifiers: readonly TextSpan[];
  /** Health, care and payment for care, sorted by start. */
  readonly evidence: readonly TextSpan[];
  readonly unreadable: readonly UnreadablePart[];
}

/**
 * Reads and scans one text. What stands in an encoding (base64) is found as the whole encoded stretch. A text
 * that cannot be read in its format is scanned as prose, and is reported as unreadable besides.
 */
export function scanText(text: string, facts: TextFacts = {}): TextReport {
  const parsed = parsePayload(new TextEncoder().encode(text), facts.contentType ?? 'text/plain');
  const payload = parsed.kind === 'parsed' ? parsed.payload : asProse(text, parsed.reason);
  const { segments, unreadable } = payload;
  const document = { segments, unreadable, careContext: facts.sourceIsCare === true };
  const report = scan(document, facts.point === undefined ? {} : { point: facts.point });
  // A byte order mark is not of the text that was parsed.
  const shift = text.charCodeAt(0) === 0xfeff && parsed.kind === 'parsed' ? 1 : 0;
  const spans = report.findings.map(({ label, segment, start, end, score, recogniser }) => {
    const [first, last] = payload.locate(segment, start, end);
    return { start: first + shift, end: last + shift, label, score, recogniser };
  });
  spans.sort((a, b) => a.start - b.start || a.end - b.end);
  return {
    class: report.classification,
    identifiers: spans.filter(({ label }) => isIdentifierLabel(label)),
    evidence: spans.filter(({ label }) => !isIdentifierLabel(label)),
    unreadable: report.unreadable,
  };
}

type Readable = Pick<ParsedPayload, 'segments' | 'unreadable' | 'locate'>;

function asProse(text: string, reason: string): Readable {
  return {
    segments: [{ path: 'text', text, role: 'value' }],
    unreadable: [{ path: 'text', reason }],
    locate: (_segment, start, end) => [start, end],
  };
}
