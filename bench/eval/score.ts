/** A stretch with a label; UTF-16 code units, `end` is exclusive. */
export interface LabelledSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** One document of a corpus with what an annotator marked. `IGNORE` spans neither help nor hurt. */
export interface GoldDocument {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly LabelledSpan[];
  /** The only labels that the source annotates; absent when it annotates all. */
  readonly scope?: readonly string[];
  /** Media type; absent for text that is recognized by how it begins. */
  readonly contentType?: string;
}

export interface LabelTally {
  gold: number;
  /** Gold spans of which every letter and digit was covered. */
  covered: number;
  /** Found spans that touch a gold span, and those that touch neither one nor an ignored one. */
  right: number;
  wrong: number;
}

/** One thing to read: a gold span not covered in full, or a found one that is none. */
export interface Example {
  readonly id: string;
  readonly label: string;
  readonly recogniser?: string;
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

export interface Score {
  readonly documents: number;
  readonly labels: ReadonlyMap<string, LabelTally>;
  /** Documents with an identifier, and those in which a letter or digit of one was left uncovered. */
  readonly withIdentifiers: number;
  readonly leaking: number;
  /** Documents without an identifier, and those in which something was found. */
  readonly harmless: number;
  readonly alarmed: number;
  readonly missed: readonly Example[];
  readonly falseAlarms: readonly Example[];
}

/** Labels that are judged as one: a fax number is a telephone number, a ZIP code is geography. */
const KIND: Readonly<Record<string, string>> = { FAX: 'PHONE', ZIP: 'GEO', AGE90: 'DATE' };
const IDS = 'MRN HEALTH_PLAN_ID ACCOUNT LICENSE DEVICE OTHER_ID VEHICLE BIOMETRIC PHOTO'.split(' ');

function kindOf(label: string): string {
  return KIND[label] ?? (IDS.includes(label) ? 'ID' : label);
}

export type Found = LabelledSpan & { readonly recogniser?: string };

/**
 * Scores what was found. Recall asks whether anything covers an identifier in full, whatever its label;
 * precision counts a found span as right when it touches an identifier, and passes over labels that the
 * source does not annotate.
 */
export function score<Document extends GoldDocument>(
  gold: readonly Document[],
  foundOf: (document: Document) => readonly Found[],
): Score {
  const tally = new Tally();
  for (const document of gold) tally.add(document, foundOf(document));
  return tally;
}

class Tally implements Score {
  documents = 0;
  readonly labels = new Map<string, LabelTally>();
  withIdentifiers = 0;
  leaking = 0;
  harmless = 0;
  alarmed = 0;
  readonly missed: Example[] = [];
  readonly falseAlarms: Example[] = [];

  add(document: GoldDocument, found: readonly Found[]): void {
    const { text, spans, scope } = document;
    this.documents += 1;
    const marks = markGold(text.length, spans);
    const kinds = scope === undefined ? undefined : new Set(scope.map(kindOf));
    let alarm = false;
    const covered = new Uint8Array(text.length);
    for (const span of found) {
      covered.fill(1, span.start, span.end);
      if (kinds?.has(kindOf(span.label)) === false) continue;
      const stretch = marks.subarray(span.start, span.end);
      const label = this.#label(span.label);
      if (stretch.includes(GOLD)) label.right += 1;
      else if (!stretch.includes(IGNORED)) {
        label.wrong += 1;
        this.falseAlarms.push(example(document, span));
      }
      alarm ||= !stretch.every((mark) => mark === IGNORED);
    }
    const identifiers = spans.filter(({ label }) => label !== 'IGNORE');
    if (identifiers.length === 0) {
      this.harmless += 1;
      if (alarm) this.alarmed += 1;
      return;
    }
    this.withIdentifiers += 1;
    const missed = identifiers.filter((span) => !isCovered(text, covered, span));
    for (const { label } of identifiers) this.#label(label).gold += 1;
    for (const { label } of identifiers) this.#label(label).covered += 1;
    for (const span of missed) {
      this.#label(span.label).covered -= 1;
      this.missed.push(example(document, span));
    }
    if (missed.length > 0) this.leaking += 1;
  }

  #label(name: string): LabelTally {
    const known = this.labels.get(name);
    if (known !== undefined) return known;
    const fresh = { gold: 0, covered: 0, right: 0, wrong: 0 };
    this.labels.set(name, fresh);
    return fresh;
  }
}

const GOLD = 1;
const IGNORED = 2;

function markGold(length: number, spans: readonly LabelledSpan[]): Uint8Array {
  const marks = new Uint8Array(length);
  for (const { label, start, end } of spans)
    if (label === 'IGNORE') marks.fill(IGNORED, start, end);
  for (const { label, start, end } of spans) if (label !== 'IGNORE') marks.fill(GOLD, start, end);
  return marks;
}

function isCovered(text: string, covered: Uint8Array, { start, end }: LabelledSpan): boolean {
  for (let at = start; at < end; at++) {
    if (covered[at] !== 1 && /[A-Za-z0-9\u0080-\uffff]/.test(text.charAt(at))) return false;
  }
  return true;
}

function example({ id, text }: GoldDocument, span: Found): Example {
  return {
    id,
    label: span.label,
    ...(span.recogniser === undefined ? {} : { recogniser: span.recogniser }),
    before: text.slice(Math.max(0, span.start - 40), span.start),
    text: text.slice(span.start, span.end),
    after: text.slice(span.end, span.end + 25),
  };
}

/** Percent, one decimal; undefined where there is nothing to count. */
export const percent = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.round((part / whole) * 1000) / 10;

/** Full-cover recall of some labels, or of all of them. */
export function recallOf({ labels }: Score, only?: readonly string[]): number | undefined {
  const counted = pick(labels, only);
  return percent(sum(counted, 'covered'), sum(counted, 'gold'));
}

export function precisionOf({ labels }: Score): number | undefined {
  const counted = [...labels.values()];
  const right = sum(counted, 'right');
  return percent(right, right + sum(counted, 'wrong'));
}

function pick(labels: Score['labels'], only: readonly string[] | undefined): LabelTally[] {
  return [...labels].filter(([name]) => only?.includes(name) ?? true).map(([, tally]) => tally);
}

const sum = (tallies: readonly LabelTally[], member: keyof LabelTally): number =>
  tallies.reduce((total, tally) => total + tally[member], 0);
