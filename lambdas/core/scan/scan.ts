import { isReadByField, READS_QUIET, withoutQuiet } from './by-field/quiet.ts';
import { readByField } from './by-field/read-by-field.ts';
import { classify } from './classify.ts';
import { isNameOnly } from './define-recogniser.ts';
import type { Document } from './document.ts';
import type { Finding, ScanReport } from './finding.ts';
import { withoutGeneralized } from './generalized.ts';
import { withoutHealthWords } from './health-words.ts';
import { isIdentifierLabel } from './labels.ts';
import { viewsOf } from './normalize.ts';
import { placeholdersIn } from './placeholders.ts';
import type { DocumentRecogniser, Recogniser } from './recogniser.ts';
import { CARE_RECOGNISERS, DOCUMENT_RECOGNISERS, RECOGNISERS } from './recognisers/index.ts';
import { resolve } from './resolve.ts';

/** Changes whenever recognisers or lexicons find something else than before. */
export const SCANNER_VERSION = '2.1.0';

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
  const found: Finding[] = [];
  const unreadable = [...document.unreadable];
  const readings = readByField(segments);
  const views = viewsOf(segments);
  const quiet = readings.size === 0 ? [] : recognisers.filter(({ name }) => READS_QUIET.has(name));
  segments.forEach((segment, index) => {
    const { path } = segment;
    const view = views[index];
    if (view === undefined) return;
    const isName = view.isFieldName && isNameOnly(view);
    const isQuiet = isReadByField(readings.get(index));
    for (const recogniser of isQuiet ? quiet : recognisers) {
      const { name, needs = 0, skipsNames = false } = recogniser;
      if ((view.traits & needs) !== needs || (isName && skipsNames)) continue;
      for (const { label, start, end, score } of recogniser.recognise(segment, view)) {
        found.push({ label, recogniser: name, segment: index, path, start, end, score });
      }
    }
  });
  // Before anything is looked for elsewhere: a drug that passed for a name would be one everywhere.
  const all = [...withoutHealthWords(found, segments)];
  for (const recogniser of options.documentRecognisers ?? DOCUMENT_RECOGNISERS) {
    const more = recogniser.recognise(segments, all, (part) => unreadable.push(part));
    for (const finding of more) all.push(finding);
  }
  const least = LEAST_SCORE[options.point ?? 'strict'];
  const likely = withoutQuiet(all, segments, readings).filter(
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

function resolveAll({ segments }: Document, found: readonly Finding[]): Finding[] {
  const bySegment = new Map<number, Finding[]>();
  for (const finding of withoutGeneralized(segments, found)) {
    const list = bySegment.get(finding.segment);
    if (list === undefined) bySegment.set(finding.segment, [finding]);
    else list.push(finding);
  }
  return [...bySegment.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, list]) => {
      const text = segments[index]?.text ?? '';
      return resolve(list, text, placeholdersIn(text));
    });
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
