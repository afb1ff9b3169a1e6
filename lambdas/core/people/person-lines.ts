import { checkPerson, type PersonProblem } from './check-person.ts';
import type { PersonDocument } from './person-document.ts';

/** A problem of one line of an import; lines count from 1, as editors count them. */
export interface LineProblem extends PersonProblem {
  readonly line: number;
}

export interface PersonLine {
  readonly line: number;
  readonly document: PersonDocument;
  /** The version that the line was exported at; absent: whatever is there. */
  readonly version?: number;
}

export const MAX_LINES = 500;
const MAX_PROBLEMS = 100;

/**
 * Reads JSON Lines of people: each line checked by itself, and the lines against each other. Either all
 * are good, or all problems are told (100 at most) and nothing is to be done.
 */
export function readPersonLines(
  text: string,
  now: Date,
):
  | { readonly ok: true; readonly lines: readonly PersonLine[] }
  | { readonly ok: false; readonly problems: readonly LineProblem[] } {
  const lines: PersonLine[] = [];
  const problems: LineProblem[] = [];
  const seen = new Map<string, number>();
  const claim = (line: number, what: string, field: string) => {
    const first = seen.get(what);
    if (first === undefined) seen.set(what, line);
    else problems.push({ line, field, reason: `is also in line ${String(first)}` });
  };
  const rows = text.split('\n');
  rows.forEach((row, at) => {
    const line = at + 1;
    if (row.trim() === '') return;
    const value = parseJson(row);
    if (value === undefined) {
      problems.push({ line, field: '', reason: 'is not JSON' });
      return;
    }
    const { version, person } = takeVersion(value);
    if (version !== undefined && !isVersion(version)) {
      problems.push({ line, field: '/version', reason: 'is not a version that was exported' });
      return;
    }
    const checked = checkPerson(person, now);
    if (!checked.ok) {
      problems.push(...checked.problems.map((problem) => ({ line, ...problem })));
      return;
    }
    const { value: document } = checked;
    if (document.id !== undefined) claim(line, document.id, '/id');
    else {
      document.addresses.forEach(({ kind, value: address }, index) => {
        claim(line, `${kind} ${address}`, `/addresses/${String(index)}`);
      });
    }
    lines.push({ line, document, ...(version === undefined ? {} : { version }) });
  });
  if (lines.length > MAX_LINES) {
    problems.push({
      line: MAX_LINES + 1,
      field: '',
      reason: `is one too many: at most ${String(MAX_LINES)} at once`,
    });
  }
  return problems.length > 0
    ? { ok: false, problems: problems.slice(0, MAX_PROBLEMS) }
    : { ok: true, lines };
}

const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

/** `version` is no member of a person: it says which version of one the line is. */
function takeVersion(value: unknown): { readonly version?: unknown; readonly person: unknown } {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'version')) {
    return { person: value };
  }
  const { version, ...person } = value as { readonly version: unknown };
  return { version, person };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes its input.
    return undefined;
  }
}
