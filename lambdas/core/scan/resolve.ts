import { byStart } from './by-start.ts';
import type { Finding } from './finding.ts';
import { isIdentifierLabel } from './labels.ts';
import type { Stretch } from './placeholders.ts';
import { unicode } from './unicode.ts';

/**
 * Settles findings of one segment that overlap: the highest score wins, then the longest. An address
 * (email, URL) keeps what stands inside it. What a loser covered and the winner does not is kept as a
 * finding of its own, so that nothing anybody recognized is left uncovered.
 * Findings of health evidence may overlap identifiers; among themselves they are settled in the same way.
 *
 * @param text the segment's text
 * @param placeholders stretches already replaced by tokens: nothing in them is found
 */
export function resolve(
  found: readonly Finding[],
  text: string,
  placeholders: readonly Stretch[],
): readonly Finding[] {
  if (found.length < 2 && placeholders.length === 0) return found;
  const identifiers: Finding[] = [];
  const evidence: Finding[] = [];
  // Put in order once: everything below keeps it.
  for (const finding of byStart(found)) {
    (isIdentifierLabel(finding.label) ? identifiers : evidence).push(finding);
  }
  return merged(
    joined(settle(united(identifiers), text, placeholders)),
    settle(evidence, text, placeholders),
  );
}

/** A finding at another place. Written out as in `scan.ts`, so that all findings have one hidden class. */
function moved(
  { label, recogniser, segment, path, score }: Finding,
  start: number,
  end: number,
  rank = score,
): Finding {
  return { label, recogniser, segment, path, start, end, score: rank };
}

/** Two lists in the order of their places as one; what stands at the same place in the first comes first. */
function merged(first: readonly Finding[], second: readonly Finding[]): readonly Finding[] {
  if (second.length === 0) return first;
  const all: Finding[] = [];
  let next = 0;
  for (const finding of first) {
    for (let other = second[next]; other !== undefined; other = second[++next]) {
      if ((other.start - finding.start || other.end - finding.end) >= 0) break;
      all.push(other);
    }
    all.push(finding);
  }
  for (; next < second.length; next++) {
    const rest = second[next];
    if (rest !== undefined) all.push(rest);
  }
  return all;
}

/** Names and places that overlap are one: `Dr. Roe` by its title and `Jane Roe` by its letters. */
function united(ordered: readonly Finding[]): Finding[] {
  const result: Finding[] = [];
  // Where the last name and the last place are in the result.
  const open = { NAME: -1, GEO: -1 };
  for (const finding of ordered) {
    const { label } = finding;
    if (label === 'NAME' || label === 'GEO') {
      const at = open[label];
      const last = at < 0 ? undefined : result[at];
      if (last !== undefined && finding.start < last.end) {
        const leading = last.score >= finding.score ? last : finding;
        result[at] = moved(leading, last.start, Math.max(last.end, finding.end));
        continue;
      }
      open[label] = result.length;
    }
    result.push(finding);
  }
  return result;
}

/** Most findings overlap no other one: only those that do are settled, each heap of them by itself. */
function settle(
  ordered: readonly Finding[],
  text: string,
  placeholders: readonly Stretch[],
): readonly Finding[] {
  if (placeholders.length > 0) return settleHeap(ordered, text, placeholders);
  const settled: Finding[] = [];
  for (let at = 0; at < ordered.length;) {
    const first = ordered[at];
    if (first === undefined) break;
    let next = at + 1;
    let { end } = first;
    for (; next < ordered.length; next++) {
      const other = ordered[next];
      if (other === undefined || other.start >= end) break;
      end = Math.max(end, other.end);
    }
    if (next === at + 1) settled.push(first);
    else settled.push(...settleHeap(ordered.slice(at, next), text, placeholders));
    at = next;
  }
  return settled;
}

function settleHeap(
  found: readonly Finding[],
  text: string,
  placeholders: readonly Stretch[],
): readonly Finding[] {
  const lifted = absorbed(found);
  if (placeholders.length === 0) {
    const first = firstByRank(lifted);
    // Nothing of the others is left.
    if (first !== undefined && coversAll(first, lifted)) return [first];
  }
  const taken = new Taken(found, placeholders);
  const kept: Finding[] = [];
  for (const finding of lifted.toSorted(byRank)) {
    for (const free of taken.free(finding)) {
      const whole = free.start === finding.start && free.end === finding.end;
      if (
        !whole &&
        !unicode('[\\p{L}\\p{N}][^]*[\\p{L}\\p{N}]').test(text.slice(free.start, free.end))
      )
        continue;
      const trimmed = whole ? finding : trim(finding, free, text);
      kept.push(trimmed);
      taken.add(trimmed);
    }
  }
  return byStart(kept);
}

/** The one that all the others give way to; of equals the first. */
function firstByRank(found: readonly Finding[]): Finding | undefined {
  let first: Finding | undefined;
  for (const finding of found) {
    if (first === undefined || byRank(finding, first) < 0) first = finding;
  }
  return first;
}

function coversAll({ start, end }: Stretch, found: readonly Stretch[]): boolean {
  return found.every((other) => other.start >= start && other.end <= end);
}

/**
 * Findings without a character between them become one, under the label that ranks first: two tokens
 * that touch could not be told apart from one.
 */
function joined(ordered: readonly Finding[]): Finding[] {
  const result: Finding[] = [];
  for (const finding of ordered) {
    const last = result.at(-1);
    if (last?.end !== finding.start) {
      result.push(finding);
      continue;
    }
    const leading = byRank(last, finding) <= 0 ? last : finding;
    result[result.length - 1] = moved(leading, last.start, finding.end);
  }
  return result;
}

const byRank = (a: Finding, b: Finding): number =>
  b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start;

function trim(finding: Finding, { start, end }: Stretch, text: string): Finding {
  const part = text.slice(start, end);
  const lead = part.search(unicode('[\\p{L}\\p{N}+([]'));
  const tail = part.length - part.replace(unicode('[^\\p{L}\\p{N})\\]]+$'), '').length;
  return moved(finding, start + Math.max(0, lead), end - tail);
}

/** Lifts every address to the rank of the best finding inside it, so that it stays in one piece. */
function absorbed(ordered: readonly Finding[]): readonly Finding[] {
  if (!ordered.some(isAddress)) return ordered;
  return ordered.map((finding) => {
    if (!isAddress(finding)) return finding;
    let { score } = finding;
    for (let at = lowerBound(ordered, finding.start); at < ordered.length; at++) {
      const inner = ordered[at];
      if (inner === undefined || inner.start >= finding.end) break;
      const inside =
        inner.end <= finding.end && inner.end - inner.start < finding.end - finding.start;
      if (inside) score = Math.max(score, Math.min(1, inner.score + 0.001));
    }
    return score === finding.score ? finding : moved(finding, finding.start, finding.end, score);
  });
}

const isAddress = ({ label }: Finding): boolean => label === 'URL' || label === 'EMAIL';

function lowerBound(ordered: readonly Finding[], start: number): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Room that is used again: one heap is settled at a time, and most are a few words long. */
const room = new Uint8Array(256);

/** Which characters of a stretch of text are taken: one byte each, so that the cost is the length of what is found. */
class Taken {
  readonly #from: number;
  readonly #taken: Uint8Array;

  constructor(found: readonly Stretch[], initial: readonly Stretch[]) {
    let from = Infinity;
    let to = 0;
    for (const { start, end } of [...found, ...initial]) {
      from = Math.min(from, start);
      to = Math.max(to, end);
    }
    this.#from = Math.min(from, to);
    const length = to - this.#from;
    this.#taken = length > room.length ? new Uint8Array(length) : room.fill(0, 0, length);
    for (const stretch of initial) this.add(stretch);
  }

  add({ start, end }: Stretch): void {
    this.#taken.fill(1, start - this.#from, end - this.#from);
  }

  /** What of a stretch is not taken. */
  free({ start, end }: Stretch): Stretch[] {
    const parts: Stretch[] = [];
    const from = this.#from;
    for (let at = start; at < end;) {
      if (this.#taken[at - from] === 1) {
        at += 1;
        continue;
      }
      let until = at + 1;
      while (until < end && this.#taken[until - from] !== 1) until += 1;
      parts.push({ start: at, end: until });
      at = until;
    }
    return parts;
  }
}
