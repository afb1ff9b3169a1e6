import { isReadByField, READS_QUIET, withoutQuiet } from './by-field/quiet.ts';
import type { Readings } from './by-field/reading.ts';
import { readByField } from './by-field/read-by-field.ts';
import { classify } from './classify.ts';
import { isNameOnly } from './define-recogniser.ts';
import type { Document, Segment } from './document.ts';
import type { Finding, ScanReport } from './finding.ts';
import { withoutGeneralized } from './generalized.ts';
import { withoutHealthWords } from './health-words.ts';
import { isIdentifierLabel } from './labels.ts';
import { viewsOf, type View } from './normalize.ts';
import { placeholdersIn } from './placeholders.ts';
import type { DocumentRecogniser, Recogniser } from './recogniser.ts';
import { CARE_RECOGNISERS, DOCUMENT_RECOGNISERS, RECOGNISERS } from './recognisers/index.ts';
import { resolve } from './resolve.ts';

/** Changes whenever recognisers or lexicons find something else than before. */
export const SCANNER_VERSION = '2.5.0';

/**
 * `strict` is for deciding: when in doubt it is an identifier. `balanced` leaves out what is more likely
 * none, for test data and reading.
 */
export type OperatingPoint = 'strict' | 'balanced';

/** Findings with a lower score are left out at this point. */
export const LEAST_SCORE: Readonly<Record<OperatingPoint, number>> = { strict: 0, balanced: 0.42 };

export interface ScanOptions {
  readonly point?: OperatingPoint;
  /** For tests and measurements; everything by default. */
  readonly recognisers?: readonly Recogniser[];
  readonly documentRecognisers?: readonly DocumentRecogniser[];
}

/**
 * Finds identifiers and health evidence in a document and says what the document is.
 *
 * Time is linear in the length of the text. Throws only on bugs; callers treat that as "unknown",
 * never as clean. Unreadable parts are passed through, and a
 * bound that was crossed is one more: the class speaks of what could be read.
 */
export function scan(document: Document, options: ScanOptions = {}): ScanReport {
  const { segments } = document;
  const everywhere = options.recognisers ?? RECOGNISERS;
  const recognisers = document.careContext ? [...everywhere, ...CARE_RECOGNISERS] : everywhere;
  const unreadable = [...document.unreadable];
  const readings = readByField(segments);
  const found = findIn(segments, recognisers, readings);
  // Before anything is looked for elsewhere: a drug that passed for a name would be one everywhere.
  const all = [...withoutHealthWords(found, segments)];
  for (const recogniser of options.documentRecognisers ?? DOCUMENT_RECOGNISERS) {
    const more = recogniser.recognise(segments, all, (part) => unreadable.push(part));
    // Written out, so that all findings have the class of those above.
    for (const { label, recogniser: name, segment, path, start, end, score } of more) {
      all.push({ label, recogniser: name, segment, path, start, end, score });
    }
  }
  const least = LEAST_SCORE[options.point ?? 'strict'];
  const likely = withoutQuiet(outsideFiles(all, segments), segments, readings).filter(
    ({ label, score }) => score >= least || !isIdentifierLabel(label),
  );
  const findings = withoutIdentifyingPaths(document, resolveAll(document, likely));
  return {
    findings,
    classification: classify(document, findings),
    unreadable,
    scannerVersion: SCANNER_VERSION,
  };
}

/** Beside the bits of `Trait`: the name of a field with no value in it. */
const PLAIN_NAME = 1 << 30;

const isPlainName = (view: View): boolean => view.isFieldName && isNameOnly(view);

/**
 * What is found in each segment by itself, in the order of the segments and then of the recognisers. One recogniser
 * after another reads them all: a form has dozens of fields, and code that has just run is at hand.
 */
function findIn(
  segments: readonly Segment[],
  recognisers: readonly Recogniser[],
  readings: Readings,
): Finding[] {
  const views = viewsOf(segments);
  const traits = views.map((view) => view.traits | (isPlainName(view) ? PLAIN_NAME : 0));
  const all = traits.reduce((seen, own) => seen | own, 0);
  const hasReadings = readings.size > 0;
  const bySegment = new Array<List>(segments.length);
  for (const recogniser of recognisers) {
    const { name, needs = 0, skipsNames = false } = recogniser;
    if ((all & needs) !== needs) continue;
    const passed = skipsNames ? PLAIN_NAME : 0;
    const isForProse = hasReadings && !READS_QUIET.has(name);
    for (let index = 0; index < traits.length; index++) {
      const seen = traits[index] ?? 0;
      if ((seen & needs) !== needs || (seen & passed) !== 0) continue;
      if (isForProse && isReadByField(readings.get(index))) continue;
      const segment = segments[index];
      const view = views[index];
      if (segment === undefined || view === undefined) continue;
      const spans = recogniser.recognise(segment, view);
      for (const { label, start, end, score } of spans) {
        const { path } = segment;
        addTo(bySegment, { label, recogniser: name, segment: index, path, start, end, score });
      }
    }
  }
  return inOrder(bySegment);
}

/**
 * Without what was found among the letters of a file: of so many, some look like an id. What is said of the file as a
 * whole (a photo, by its field) stays.
 */
function outsideFiles(all: readonly Finding[], segments: readonly Segment[]): readonly Finding[] {
  if (segments.every(({ files }) => files === undefined)) return all;
  return all.filter(
    (found) =>
      segments[found.segment]?.files?.some(
        ({ start, end }) =>
          found.start >= start && found.end <= end && found.end - found.start < end - start,
      ) !== true,
  );
}

/** What is found in one segment; most segments have nothing. */
type List = Finding[] | undefined;

function addTo(bySegment: List[], finding: Finding): void {
  const list = bySegment[finding.segment];
  if (list === undefined) bySegment[finding.segment] = [finding];
  else list.push(finding);
}

/** The lists of all segments as one. */
function inOrder(lists: readonly (readonly Finding[] | undefined)[]): Finding[] {
  const all: Finding[] = [];
  for (const list of lists) {
    if (list === undefined) continue;
    for (const finding of list) all.push(finding);
  }
  return all;
}

function resolveAll({ segments }: Document, found: readonly Finding[]): Finding[] {
  const bySegment = new Array<List>(segments.length);
  for (const finding of withoutGeneralized(segments, found)) addTo(bySegment, finding);
  const settled = bySegment.map((list, index) => {
    const text = segments[index]?.text ?? '';
    return resolve(list ?? [], text, placeholdersIn(text));
  });
  return inOrder(settled);
}

/**
 * Paths are shown and recorded. Where a field's name turned out to identify somebody (`{"Walter": ...}`),
 * its place in every path below it is left blank.
 */
export function withoutIdentifyingPaths({ segments }: Document, findings: Finding[]): Finding[] {
  const identifying = new Set<string>();
  for (const { label, segment } of findings) {
    const name = segments[segment];
    if (name?.role === 'key' && isIdentifierLabel(label)) identifying.add(name.path);
  }
  if (identifying.size === 0) return findings;
  const blank = pathBlanker(identifying);
  return findings.map((finding) => ({ ...finding, path: blank(finding.path) }));
}

/** Blanks one step at a time and keeps the result for each parent: findings beside each other share it. */
function pathBlanker(identifying: ReadonlySet<string>): (path: string) => string {
  const parents = new Map<string, string>();
  const blank = (path: string): string => {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const shown =
      identifying.has(path.replace(/(?:~[a-z]\w*)+$/, '')) || identifying.has(path) ? '{}' : name;
    if (slash < 0) return shown;
    const parent = path.slice(0, slash);
    const known = parents.get(parent);
    const above = known ?? blank(parent);
    if (known === undefined) parents.set(parent, above);
    return `${above}/${shown}`;
  };
  return blank;
}
