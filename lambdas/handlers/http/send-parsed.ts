import type {
  Dialect,
  DialectRequest,
  DialectResponse,
  FilledParse,
} from '../../core/send/dialect.ts';
import { dueDays, mostForOneDay } from '../../core/send/due-days.ts';
import {
  IDEMPOTENCY_HEADER,
  identifyRequest,
  isIdempotencyKey,
  seededBytes,
} from '../../core/send/idempotency.ts';
import { defaultPurpose, type SendUse } from '../../core/send/key-scope.ts';
import { limitOf } from '../../core/send/rate-limit.ts';
import { comesAgainLate } from '../../core/send/relayed-as.ts';
import { timeProblems } from '../../core/send/send-window.ts';
import { forgetsRefusals } from '../../core/send/submission-key.ts';
import { recipientsOf } from '../../core/send/stored-message.ts';
import type { SendOutcome } from '../../core/send/outcome.ts';
import { sendEach, sendMessages } from '../../pipeline/outbound.ts';
import type { OutboundDependencies } from '../../pipeline/outbound-dependencies.ts';
import {
  abandonOnce,
  answeredBefore,
  beginOnce,
  finishOnce,
  forgetOnce,
  isOne,
  type SentOutcome,
} from '../../pipeline/send-once.ts';
import type { Stopwatch } from '../../pipeline/stopwatch.ts';
import type { AccessKey } from '../../ports/registry.ts';
import type { OnceRequest } from '../../ports/sent-requests.ts';

/** A request that was read, of a key that may send it. */
export interface ParsedSend {
  readonly dialect: Dialect;
  readonly request: DialectRequest;
  readonly parsed: Extract<FilledParse, { kind: 'messages' }>;
  readonly key: AccessKey;
  readonly use: SendUse;
  readonly watch: Stopwatch;
}

/** Sends it, unless it was sent already or the key has sent too much, and answers in the API's own shape. */
export async function sendParsed(
  send: ParsedSend,
  deps: OutboundDependencies,
): Promise<DialectResponse> {
  const { dialect, request, parsed, key, use } = send;
  const { messages } = parsed;
  const idempotencyKey = request.headers[IDEMPOTENCY_HEADER];
  if (idempotencyKey === undefined) {
    const refused = untimely(send, deps) ?? (await overLimit(send, deps));
    return refused ?? answer(send, await carryOut(send, deps, false));
  }
  if (!isIdempotencyKey(idempotencyKey)) {
    const problem = { field: 'Idempotency-Key', message: 'is not 1 to 256 visible characters' };
    return dialect.render({ kind: 'malformed', problems: [problem] }, []);
  }
  const secret = await deps.senderSecrets.onceSecretOf(key.id, idempotencyKey);
  const once: OnceRequest = {
    ...identifyRequest(secret, dialect.name, messages),
    keyId: key.id,
    comesAgainLate: comesAgainLate(idempotencyKey),
  };
  const claim = await beginOnce(once, deps);
  const repeated = { event: 'send.repeated', dialect: dialect.name, keyId: key.id } as const;
  switch (claim.kind) {
    case 'conflict':
      deps.log.write({ ...repeated, as: claim.reason });
      return dialect.render(claim, messages);
    case 'answered':
      deps.log.write({ ...repeated, as: 'answered' });
      return answer(send, await answeredBefore(claim.answer, use.lane, deps));
    case 'claimed':
      return await sendOnce(
        send,
        { once, idempotencyKey, begun: claim.begun },
        {
          ...deps,
          random: seededBytes(claim.seed),
        },
      );
  }
}

/** A request that is this caller's to carry out. */
interface Claimed {
  readonly once: OnceRequest;
  readonly idempotencyKey: string;
  /** Somebody began it before. */
  readonly begun: boolean;
}

async function sendOnce(
  send: ParsedSend,
  { once, idempotencyKey, begun }: Claimed,
  deps: OutboundDependencies,
): Promise<DialectResponse> {
  try {
    const refused = untimely(send, deps, begun);
    if (refused !== undefined) {
      await forgetOnce(once, deps);
      return refused;
    }
    const limited = await overLimit(send, deps);
    if (limited !== undefined) {
      await abandonOnce(once, deps);
      return limited;
    }
    const outcome = await carryOut(send, deps, begun);
    const isRefused = isOne(outcome) && outcome.kind === 'refused';
    if (isRefused && forgetsRefusals(idempotencyKey)) await forgetOnce(once, deps);
    else await finishOnce(once, outcome, deps);
    return answer(send, outcome);
  } catch (error) {
    await abandonOnce(once, deps);
    throw error;
  }
}

/**
 * The answer to a request for a time that its API does not schedule for, if it is. Not to a repeat of one that was answered:
 * its time has come nearer, or passed, meanwhile.
 *
 * @param begun by somebody who was cut short: what was in time then is carried out by the time that it said. What is too
 *   far ahead now was so then, and it is only not known that it was refused.
 */
function untimely(
  { dialect, parsed: { messages } }: ParsedSend,
  { clock, log }: OutboundDependencies,
  begun = false,
): DialectResponse | undefined {
  const { name, schedule } = dialect;
  const window =
    begun && schedule !== undefined
      ? ({ field: schedule.field, mostMs: schedule.mostMs, past: 'now' } as const)
      : schedule;
  const problems = timeProblems(messages, window, clock.now());
  if (problems.length === 0) return undefined;
  log.write({ event: 'send.malformed', dialect: name, fields: problems.length });
  return dialect.render({ kind: 'malformed', problems }, []);
}

/** The answer to a key that has sent as much as it may, or has as much wait for a day as it may, if it has. */
async function overLimit(
  { dialect, parsed: { messages }, key, use }: ParsedSend,
  { limits, clock, log }: OutboundDependencies,
): Promise<DialectResponse | undefined> {
  const recipients = messages.reduce((sum, message) => sum + recipientsOf(message).length, 0);
  const limit = limitOf(use.limit);
  let retryAt = await limits.take(key.id, recipients, limit);
  if (retryAt === undefined) {
    // Counted last, so that what comes again because it came too fast does not fill its day.
    const days = dueDays(messages, clock.now());
    const full = await limits.reserve(key.id, days, mostForOneDay(limit));
    if (full === undefined) return undefined;
    // By then it need not wait for that day.
    retryAt = new Date(full.until);
  }
  log.write({ event: 'send.rate_limited', dialect: dialect.name, keyId: key.id, recipients });
  const milliseconds = retryAt.getTime() - clock.now().getTime();
  const retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const outcome: SendOutcome = { kind: 'rate_limited', retryAfterSeconds, retryAt };
  return dialect.render(outcome, messages);
}

async function carryOut(
  { dialect, parsed, key, use, watch }: ParsedSend,
  deps: OutboundDependencies,
  begun: boolean,
): Promise<SentOutcome> {
  const { lane, shadow, part2 } = use;
  const sender = {
    ...{ keyId: key.id, entityId: key.entityId, lane, purpose: defaultPurpose(use) },
    ...(shadow === undefined ? {} : { shadow }),
    ...(part2 === undefined ? {} : { part2 }),
  };
  const each = parsed.each === true && dialect.renderEach !== undefined;
  return each
    ? await sendEach(parsed.messages, sender, watch, deps, begun)
    : await sendMessages(parsed.messages, sender, watch, deps, begun);
}

function answer(
  { dialect, parsed: { messages } }: ParsedSend,
  outcome: SentOutcome,
): DialectResponse {
  if (isOne(outcome)) return dialect.render(outcome, messages);
  if (dialect.renderEach === undefined) throw new TypeError('this API has one answer');
  return dialect.renderEach(outcome, messages);
}
