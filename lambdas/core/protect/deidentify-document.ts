import type { FileContent } from '../extract/content.ts';
import type { Replacement } from '../parse/parsed.ts';
import { splice } from '../parse/splice.ts';
import type { Segment } from '../scan/document.ts';
import type { FindingCounts, ScanReport } from '../scan/finding.ts';
import { scan } from '../scan/scan.ts';
import { Replacer, type DeidentifyRules } from './replacer.ts';
import { replaceAll, type RefusedReason, type Scanned } from './replace-all.ts';

export type DocumentResult =
  | {
      readonly kind: 'deidentified';
      /** What the document says, as plain text. */
      readonly text: string;
      /** What was found in the document as it came. */
      readonly report: ScanReport;
      readonly replaced: FindingCounts;
    }
  | { readonly kind: 'refused'; readonly reason: RefusedReason };

/**
 * What a document says, without its identifiers, as plain text: a PDF or a picture cannot be rewritten so that nothing
 * of what it said is left in it. Fails closed like `deidentifyPayload`: first by its parts, which know what they are
 * (the column of a sheet), then as the text that comes out.
 */
export function deidentifyDocument(content: FileContent, rules: DeidentifyRules): DocumentResult {
  if (content.unreadable.length > 0) return { kind: 'refused', reason: 'unreadable_part' };
  const { careContext } = rules;
  const read = (segments: readonly Segment[]): RefusedReason | Scanned<readonly Segment[]> => {
    const report = scan({ segments, unreadable: [], careContext });
    if (report.unreadable.length > 0) return 'unreadable_part';
    return { segments, report, rewrite: (replacements) => rewritten(segments, replacements) };
  };
  const replacer = new Replacer(rules);
  const parts = replaceAll(content.segments, replacer, read);
  if (parts.kind === 'refused') return parts;
  const text = textOf(parts.current);
  const whole = replaceAll([{ path: 'text', text, role: 'value' }], replacer, read);
  if (whole.kind === 'refused') return { kind: 'refused', reason: 'not_clean' };
  const { replaced } = whole;
  const out = whole.current.map((segment) => segment.text).join('');
  return { kind: 'deidentified', text: out, report: parts.report, replaced };
}

function rewritten(
  segments: readonly Segment[],
  replacements: readonly Replacement[],
): readonly Segment[] {
  const bySegment = new Map<number, Replacement[]>();
  for (const replacement of replacements) {
    const list = bySegment.get(replacement.segment) ?? [];
    list.push(replacement);
    bySegment.set(replacement.segment, list);
  }
  return segments.map((segment, index) => {
    const own = bySegment.get(index);
    return own === undefined ? segment : { ...segment, text: splice(segment.text, own) };
  });
}

/** A cell of a sheet or table: where it stands, and in which row. */
const CELL = /^(.*)\/[A-Z]{1,3}(\d{1,7})$/;

/** Paragraphs on lines of their own, pages and sheets apart, the cells of a row on one line. */
function textOf(segments: readonly Segment[]): string {
  const lines: string[] = [];
  let [part, row] = ['', ''];
  for (const { path, text, role } of segments) {
    if (role === 'key') continue;
    const [, table = '', number] = CELL.exec(path) ?? [];
    const at = number === undefined ? path.split('/').slice(0, 2).join('/') : table;
    const isNext = number !== undefined && `${table} ${number}` === row;
    row = number === undefined ? '' : `${table} ${number}`;
    if (isNext) {
      lines.push(`${lines.pop() ?? ''}\t${text.replace(/\s+/g, ' ')}`);
      continue;
    }
    if (lines.length > 0 && at !== part && !at.startsWith('paragraph')) lines.push('');
    part = at;
    lines.push(text);
  }
  return `${lines.join('\n')}\n`;
}
