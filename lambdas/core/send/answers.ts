import type { DecisionRecord } from '../record/decision-record.ts';
import type { DialectResponse, FilledParse } from './dialect.ts';
import { explainRefusal, explainRemedy } from './explain.ts';
import type { ConflictReason, MessageOutcome, Problem, SendOutcome } from './outcome.ts';

/** Steps that every dialect's answers are made of. */

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): DialectResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

export function malformed(...problems: readonly Problem[]): FilledParse {
  return { kind: 'malformed', problems };
}

/** Whether policy decided, as opposed to a request that got no further. */
export function isDecided(outcome: SendOutcome): outcome is MessageOutcome {
  return outcome.kind === 'accepted' || outcome.kind === 'held' || outcome.kind === 'refused';
}

/** Reason and remedy in one text, for APIs that have one text. */
export function refusalText(decisions: readonly DecisionRecord[]): string {
  return `${explainRefusal(decisions)} ${explainRemedy(decisions)}`;
}

/** What an application reads that sent something which a person looks at first. */
export const HELD = 'Held for review: it is not delivered until a privacy officer releases it.';

/** All problems in one text, with the fields' names in the API's own writing. */
export function problemsText(
  problems: readonly Problem[],
  named: (pointer: string) => string = dotted,
): string {
  return problems.map(({ field, message }) => `${named(field)} ${message}`).join('; ');
}

/** A JSON pointer as most APIs write it: `to.0.email`. */
export function dotted(pointer: string): string {
  return pointer === '' ? 'body' : pointer.replace(/^\//, '').replaceAll('/', '.');
}

/** The limit on a request, in words. */
export function sizeText(limitBytes: number): string {
  return `The limit is ${String(limitBytes)} bytes.`;
}

/** When to come again, as HTTP says it (RFC 9110 section 10.2.3). */
export function retryAfter(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(seconds) };
}

/** What a sender reads who sends more than the key may. */
export function rateText(retryAfterSeconds: number): string {
  return `This key has sent as much as it may for now; nothing was sent. Try again in ${String(retryAfterSeconds)} s.`;
}

/** What a sender reads whose `Idempotency-Key` is taken. */
export function conflictText(reason: ConflictReason): string {
  switch (reason) {
    case 'other_request':
      return 'This Idempotency-Key was used for another request within 24 hours. Nothing was sent: use a new one.';
    case 'in_progress':
      return 'A request with this Idempotency-Key is being worked on. Try again in some seconds.';
  }
}

/** The members of a request that are not read into the message itself. */
export function without(
  value: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}
