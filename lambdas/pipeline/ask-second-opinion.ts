import type { Document } from '../core/scan/document.ts';
import type { ScanReport } from '../core/scan/finding.ts';
import { mergeOpinion, type OpinionFinding } from '../core/scan/merge-opinion.ts';
import type { Direction } from '../core/vocabulary.ts';
import type { Log } from '../ports/log.ts';
import type { OpinionFailure, SecondOpinion } from '../ports/second-opinion.ts';

export interface SecondScan {
  readonly report: ScanReport;
  /** Why the opinion is missing or not whole; the report is then that of the scanner with what there is of it. */
  readonly failure?: OpinionFailure;
}

/** For all messages of one request, or one webhook, until the last question is begun; an answer may take five seconds. */
export const OPINION_MILLISECONDS = 4_000;

/** Tells whoever looks after the gateway that an opinion is missing: nothing else shows it. */
export function noteOpinion({ failure }: SecondScan, direction: Direction, log: Log): void {
  if (failure !== undefined) {
    log.write({ event: 'second_opinion.failed', direction, reason: failure });
  }
}

/** Between two values: the end of a paragraph, over which no name goes on. */
const GAP = '\n\n';

/**
 * Asks another detector about a document that was scanned, and adds what it found. One text is made of all values,
 * each after the name of its field, so that the other reads them as somebody would.
 */
export async function askSecondOpinion(
  document: Document,
  report: ScanReport,
  opinion: SecondOpinion,
): Promise<SecondScan> {
  const { text, places } = joined(document);
  if (text === '') return { report };
  const { spans, failure } = await opinion.ask(text);
  const findings = spans.flatMap((span) => placed(places, span));
  const merged = mergeOpinion(document, report, opinion.name, findings);
  return failure === undefined ? { report: merged } : { report: merged, failure };
}

/** Where a segment's text stands in the text that is asked about. */
interface Place {
  readonly segment: number;
  readonly from: number;
  readonly to: number;
}

function joined({ segments }: Document): { readonly text: string; readonly places: Place[] } {
  const parts: string[] = [];
  const places: Place[] = [];
  let length = 0;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  segments.forEach(({ role, hint, text }, segment) => {
    if (role !== 'value' || !/[\p{L}\p{N}]/u.test(text)) return;
    if (hint !== undefined) add(`${hint}: `);
    places.push({ segment, from: length, to: length + text.length });
    add(text);
    add(GAP);
  });
  return { text: parts.join(''), places };
}

/** A span in the segments that it covers; what it covers of the names of fields is nobody's value. */
function placed(
  places: readonly Place[],
  { label, start, end, score }: Omit<OpinionFinding, 'segment'>,
): OpinionFinding[] {
  const found: OpinionFinding[] = [];
  for (let at = firstEndingAfter(places, start); at < places.length; at++) {
    const place = places[at];
    if (place === undefined || place.from >= end) break;
    const { segment, from, to } = place;
    found.push({
      segment,
      label,
      start: Math.max(start, from) - from,
      end: Math.min(end, to) - from,
      score,
    });
  }
  return found;
}

function firstEndingAfter(places: readonly Place[], start: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.to ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}
