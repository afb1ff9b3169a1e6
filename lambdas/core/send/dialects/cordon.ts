import type { DecisionRecord } from '../../record/decision-record.ts';
import {
  conflictText,
  jsonAnswer,
  problemsText,
  rateText,
  retryAfter,
  sizeText,
} from '../answers.ts';
import { bearerOf } from '../authorization.ts';
import type { Dialect, DialectResponse } from '../dialect.ts';
import { explainRefusal, explainRemedy, explainUnavailable } from '../explain.ts';
import { mailRequest, toMailMessages } from '../mail-request.ts';
import type { MessageOutcome, SendOutcome } from '../outcome.ts';
import { PROBLEM_TYPE } from '../problem-type.ts';
import { isRawMessage, readRawBody } from '../raw-request.ts';
import { boundedMessages, readJsonValue, readShape } from '../read-request.ts';
import { LONGEST_WAIT_MS } from '../send-window.ts';
import { isTextRequest, textRequest, toTextMessage } from '../text-request.ts';

/**
 * Cordon's own API, `POST /v1/messages`: JSON, or a message in MIME (`message/rfc822`) as SMTP carries it. Errors are
 * RFC 9457 problem details.
 */
export const cordonDialect: Dialect = {
  name: 'cordon',
  method: 'POST',
  paths: ['/v1/messages'],
  credential: ({ headers }) => bearerOf(headers['authorization']),
  parse: (incoming) =>
    isRawMessage(incoming)
      ? readRawBody(incoming)
      : readJsonValue(incoming.body, (value) =>
          isTextRequest(value)
            ? readShape(value, textRequest, (one) => boundedMessages([toTextMessage(one)]))
            : readShape(value, mailRequest, toMailMessages),
        ),
  schedule: { field: '/sendAt', mostMs: LONGEST_WAIT_MS, past: 'now' },
  render,
  renderEach,
};

/** Of a request with a message for each recipient: what became of each, by their place in `to`. */
function renderEach(outcomes: readonly MessageOutcome[]): DialectResponse {
  const decisions = outcomes.flatMap((outcome, index) =>
    outcome.decisions.map((decision) => ({
      ...summarize(decision),
      recipient: index + 1,
      messageId: outcome.messageId,
    })),
  );
  const taken = outcomes.find(({ kind }) => kind !== 'refused');
  if (taken === undefined) {
    const [first] = outcomes;
    return refusal(first?.messageId ?? '', first?.decisions ?? [], decisions);
  }
  const isHeld = outcomes.some(({ kind }) => kind === 'held');
  return accepted(taken.messageId, isHeld, decisions);
}

function accepted(
  messageId: string,
  isHeld: boolean,
  decisions: readonly object[],
): DialectResponse {
  const status = isHeld ? 'held_for_review' : 'accepted';
  return jsonAnswer(202, { messageId, status, decisions });
}

function refusal(
  messageId: string,
  refused: readonly DecisionRecord[],
  decisions: readonly object[],
): DialectResponse {
  return problem(422, 'message-refused', 'The message was refused by policy', {
    detail: explainRefusal(refused),
    remedy: explainRemedy(refused),
    messageId,
    decisions,
  });
}

function render(outcome: SendOutcome): DialectResponse {
  switch (outcome.kind) {
    case 'accepted':
    case 'held': {
      const { messageId, decisions } = outcome;
      return accepted(messageId, outcome.kind === 'held', decisions.map(summarize));
    }
    case 'refused': {
      const { messageId, decisions } = outcome;
      return refusal(messageId, decisions, decisions.map(summarize));
    }
    case 'unauthenticated':
      return problem(401, 'unknown-key', 'The sender key is missing or not known', {
        detail: 'Send a sender key as "Authorization: Bearer KEY".',
      });
    case 'forbidden':
      return problem(403, 'beyond-key', 'The sender key may not send this', {
        detail: problemsText(outcome.problems, pointers),
        remedy: 'Use a key for it, or ask your privacy officer to widen this one.',
        errors: outcome.problems,
      });
    case 'malformed':
      return problem(400, 'malformed-request', 'The request is malformed', {
        detail: problemsText(outcome.problems, pointers),
        errors: outcome.problems,
      });
    case 'too_large':
      return problem(413, 'too-large', 'The request is too large', {
        detail: sizeText(outcome.limitBytes),
      });
    case 'rate_limited':
      return problem(
        429,
        'rate-limited',
        'The sender key has sent as much as it may for now',
        { detail: rateText(outcome.retryAfterSeconds) },
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict': {
      const isOther = outcome.reason === 'other_request';
      return isOther
        ? problem(422, 'key-reused', 'The Idempotency-Key belongs to another request', {
            detail: conflictText(outcome.reason),
          })
        : problem(
            409,
            'in-progress',
            'The first request with this Idempotency-Key is not answered yet',
            {
              detail: conflictText(outcome.reason),
            },
          );
    }
    case 'unavailable':
      return problem(503, 'unavailable', 'The message could not be stored safely', {
        detail: explainUnavailable(outcome.partly === true),
      });
  }
}

function pointers(pointer: string): string {
  return pointer === '' ? 'body' : pointer;
}

function summarize(decision: DecisionRecord) {
  const { decisionId, disposition, reasonCode, rules, target } = decision;
  const recipient = target.kind === 'recipient' ? target.ordinal : 1;
  return { recipient, decisionId, disposition, reasonCode, rules };
}

/** RFC 9457. */
function problem(
  status: number,
  type: string,
  title: string,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): DialectResponse {
  const body = { type: `${PROBLEM_TYPE}${type}`, title, status, ...members };
  return jsonAnswer(status, body, { ...headers, 'content-type': 'application/problem+json' });
}
