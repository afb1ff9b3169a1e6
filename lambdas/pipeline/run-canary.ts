import { signWebhook } from '../core/deliver/sign-webhook.ts';
import { newMessageId, type RandomBytes } from '../core/message/ids.ts';
import { CANARY } from '../core/vocabulary.ts';
import type { CanaryEndpoint, RecordPresence } from '../ports/canary.ts';
import type { Clock } from '../ports/clock.ts';
import { errorClass, type Log } from '../ports/log.ts';
import type { Secrets } from '../ports/secrets.ts';

export interface CanaryDependencies {
  readonly endpoint: CanaryEndpoint;
  readonly records: RecordPresence;
  readonly secrets: Secrets;
  readonly secretRef: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  pause(ms: number): Promise<void>;
}

/** Seconds within which the decision must be on record: it is there within two, or the queue waits. */
const PATIENCE_SECONDS = 40;
/** Milliseconds between looks. */
const PAUSE_MS = 1000;

/** Says that it is a test, and nothing about anybody. */
const BODY = new TextEncoder().encode('{"type":"cordon.canary","synthetic":true}');

/**
 * Posts one marked webhook as a vendor would, and looks for its decision in the ledger: that proves the way in, from the
 * public name to the record. Says in the log how it went, and how long it took (milliseconds).
 */
export async function runCanary(deps: CanaryDependencies): Promise<void> {
  const { clock, log } = deps;
  const began = clock.now().getTime();
  try {
    const failure = await follow(deps, began);
    if (failure === undefined) {
      log.write({ event: 'canary.succeeded', ms: clock.now().getTime() - began });
    } else log.write({ event: 'canary.failed', ...failure });
  } catch (error) {
    log.write({ event: 'canary.failed', step: 'call', reason: errorClass(error) });
  }
}

interface Failure {
  readonly step: 'secret' | 'post' | 'decision';
  readonly reason: string;
}

async function follow(deps: CanaryDependencies, began: number): Promise<Failure | undefined> {
  const { endpoint, records, secrets, clock } = deps;
  const [secret] = await secrets.get(deps.secretRef);
  if (secret === undefined) return { step: 'secret', reason: 'missing' };
  const now = clock.now();
  const headers = signWebhook(newMessageId(deps.random), now, BODY, secret);
  const { status, messageId } = await endpoint.post(headers, BODY);
  if (messageId === undefined) return { step: 'post', reason: `http_${String(status)}` };
  const deadline = began + PATIENCE_SECONDS * 1000;
  while (!(await records.has(`${messageId}~${CANARY}`))) {
    if (clock.now().getTime() >= deadline) return { step: 'decision', reason: 'not_recorded' };
    await deps.pause(PAUSE_MS);
  }
  return undefined;
}
