import { selectFields } from '../core/protect/fields/select-fields.ts';
import type { Selected } from '../core/protect/fields/select-listed.ts';
import type { Selection } from '../core/registry/fields-rule.ts';
import type { Segment } from '../core/scan/document.ts';
import type { ScanReport } from '../core/scan/finding.ts';
import { isIdentifierLabel } from '../core/scan/labels.ts';
import { mergeOpinion, type OpinionFinding } from '../core/scan/merge-opinion.ts';
import { readPayload, type Reading, type ReadingDependencies } from './read-payload.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What one destination would get, read and scanned as such. */
export interface Copy {
  readonly bytes: Uint8Array;
  readonly reading: Reading;
  readonly careContext: boolean;
  /** Which fields it is made of; absent: all. */
  readonly fields?: Selection;
}

/** A payload with what was found in it. */
export interface WholePayload {
  readonly messageId: string;
  readonly bytes: Uint8Array;
  /** As it came. */
  readonly contentType: string;
  readonly reading: Reading;
  readonly careContext: boolean;
  /** The type of the event as a header told it, if it says nothing of anybody. */
  readonly eventType?: string;
}

/**
 * What a destination's rule leaves of a payload, with all that was found in it: by reading the copy, and by reading the
 * whole, where a question beside an answer said what the answer is.
 *
 * @returns undefined when nothing can be selected from the payload: it must not be sent
 */
export async function selectCopy(
  whole: WholePayload,
  fields: Selection | undefined,
  watch: Stopwatch,
  deps: ReadingDependencies,
): Promise<Copy | undefined> {
  const { bytes, contentType, reading, messageId, careContext } = whole;
  if (fields === undefined) return { bytes, reading, careContext };
  const mayShow = (start: number, end: number) => mayStandInType(reading, start, end);
  const { format, charset } = reading.read?.payload ?? {};
  const told = charset === undefined ? {} : { charset };
  const event = whole.eventType === undefined ? {} : { eventType: whole.eventType };
  const from = { bytes, contentType, format, ...told, ...event, messageId, mayShow };
  const selected = selectFields(from, fields);
  if (selected.kind === 'not_selectable') return undefined;
  const again = await readPayload(selected.bytes, selected.contentType, careContext, watch, deps);
  const merged = fields.mode === 'minimal' ? again : merge(reading, again, selected, careContext);
  return { bytes: selected.bytes, reading: merged, careContext, fields };
}

/** Nothing was found there when the whole was read. */
function mayStandInType({ read }: Reading, start: number, end: number): boolean {
  if (read === undefined) return false;
  const { payload, report } = read;
  return report.findings.every(({ label, segment, start: from, end: to }) => {
    if (!isIdentifierLabel(label)) return true;
    if (segment >= payload.segments.length) return true;
    const [first, last] = payload.locate(segment, from, to);
    return last <= start || end <= first;
  });
}

/**
 * The copy's reading with the identifiers that were found in the same texts when they stood in the whole. The texts of
 * the copy are those of the whole that were kept, in their order; should they ever not be, nothing is known of where
 * the identifiers are, and the copy is as grave as the whole.
 */
function merge(
  whole: Reading,
  again: Reading,
  selected: Extract<Selected, { kind: 'selected' }>,
  careContext: boolean,
): Reading {
  if (whole.read === undefined || again.read === undefined) return again;
  const { payload, report } = whole.read;
  const kept = new Map<number, number>();
  payload.segments.forEach(({ text }, index) => {
    if (selected.holds(...payload.locate(index, 0, text.length))) kept.set(index, kept.size);
  });
  const copy = again.read.payload;
  if (!areSame(payload.segments, copy.segments, kept)) {
    return { ...again, phi: whole.phi, canDeidentify: false };
  }
  const document = { segments: copy.segments, unreadable: copy.unreadable, careContext };
  const seen = mergeOpinion(document, again.read.report, 'whole', known(report, kept));
  return { ...again, phi: seen.classification, read: { payload: copy, report: seen } };
}

function areSame(
  whole: readonly Segment[],
  copy: readonly Segment[],
  kept: ReadonlyMap<number, number>,
): boolean {
  return (
    kept.size === copy.length &&
    [...kept].every(([from, to]) => whole[from]?.text === copy[to]?.text)
  );
}

function known(report: ScanReport, kept: ReadonlyMap<number, number>): readonly OpinionFinding[] {
  return report.findings.flatMap(({ label, segment, start, end, score }) => {
    const here = kept.get(segment);
    return here === undefined || !isIdentifierLabel(label)
      ? []
      : [{ segment: here, label, start, end, score }];
  });
}
