import { filePayload } from '../../lambdas/core/parse/with-files.ts';
import { parsePayload } from '../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../lambdas/core/parse/parsed.ts';
import { deidentifyWhole } from '../../lambdas/core/protect/deidentify-whole.ts';
import { createTokenMaker } from '../../lambdas/core/protect/tokens.ts';
import type { Finding } from '../../lambdas/core/scan/finding.ts';
import { isIdentifierLabel } from '../../lambdas/core/scan/labels.ts';
import { viewOf } from '../../lambdas/core/scan/normalize.ts';
import { scan } from '../../lambdas/core/scan/scan.ts';
import type { Body } from './generate.ts';
import type { Plant } from './plant.ts';

/** What became of a body. */
export type Verdict =
  | 'found'
  | 'quarantined'
  /** It passes as clean with what was planted in it. */
  | 'passed'
  /** Found, and still there when it was replaced, or what came out is not read again. */
  | 'kept'
  /** Changed although nothing was replaced. */
  | 'changed'
  | 'threw'
  | 'slow';

export const GOOD: ReadonlySet<Verdict> = new Set(['found', 'quarantined']);

/** No body may take longer. */
const MOST_MILLISECONDS = 1000;

/** Reads a body as the gateway does, and looks whether what is planted in it could pass. */
export function checkBody({ bytes, type }: Body, plant: Plant): Verdict {
  return timed(() => judge(bytes, type, plant));
}

/** Reads bytes of which nothing is known. */
export function checkBytes({ bytes, type }: Body): Verdict {
  return timed(() => {
    const parsed = parsePayload(bytes, type);
    if (parsed.kind === 'unreadable') return 'quarantined';
    scan({ ...parsed.payload, careContext: false });
    return isSame(parsed.payload.rewrite([]), bytes) ? 'quarantined' : 'changed';
  });
}

/** What is slow once may have waited for another process: it is slow if it is so twice. */
function timed(work: () => Verdict): Verdict {
  for (let isAgain = false; ; isAgain = true) {
    const started = performance.now();
    let verdict: Verdict;
    try {
      verdict = work();
    } catch {
      return 'threw';
    }
    if (performance.now() - started <= MOST_MILLISECONDS) return verdict;
    if (isAgain) return 'slow';
  }
}

function judge(bytes: Uint8Array, type: string, { value }: Plant): Verdict {
  const parsed = parsePayload(bytes, type);
  if (parsed.kind === 'unreadable') {
    return filePayload(bytes) === undefined ? 'quarantined' : 'passed';
  }
  const { payload } = parsed;
  if (!isSame(payload.rewrite([]), bytes)) return 'changed';
  const report = scan({ ...payload, careContext: false });
  if (report.unreadable.length > 0) return 'quarantined';
  const hits = report.findings.filter(({ label }) => isIdentifierLabel(label));
  if (!hits.some((hit) => shown(textOf(payload, hit)).includes(core(value)))) return 'passed';
  if (isGone(payload, hits, type, value)) return 'found';
  // What comes out is read and scanned once more before it leaves; what is not clean then is held.
  const whole = deidentifyWhole({ payload, report }, false, createTokenMaker(SET_ID));
  if (whole === undefined) return 'quarantined';
  return isIn(whole.bytes, whole.contentType, value) ? 'kept' : 'found';
}

const SET_ID = '4f7kq2m9x0c1v8b3n6h5g4d2sa';

/** A recogniser may leave out what stands around the digits. */
function core(value: string): string {
  return value.replace(/^\(/, '').slice(-8);
}

function textOf({ segments }: ParsedPayload, { segment, start, end }: Finding): string {
  return segments[segment]?.text.slice(start, end) ?? '';
}

/** Whether nothing of it is left when all that was found is replaced. */
function isGone(
  payload: ParsedPayload,
  hits: readonly Finding[],
  type: string,
  value: string,
): boolean {
  const replacements = hits.map(({ segment, start, end }) => ({
    segment,
    start,
    end,
    text: 'X7f',
  }));
  return !isIn(payload.rewrite(replacements), type, value);
}

/** Whether a value can be read in a body, or the body cannot. */
function isIn(bytes: Uint8Array, type: string, value: string): boolean {
  const read = parsePayload(bytes, type);
  return (
    read.kind !== 'parsed' ||
    read.payload.segments.some(({ text }) => shown(text).includes(core(value)))
  );
}

/** As recognisers see it. */
function shown(text: string): string {
  return viewOf({ path: '', text, role: 'value' }).text;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
