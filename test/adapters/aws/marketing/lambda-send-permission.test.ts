import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLambdaClient } from '../../../../lambdas/adapters/aws/marketing/lambda-client.ts';
import { createLambdaSendPermission } from '../../../../lambdas/adapters/aws/marketing/lambda-send-permission.ts';
import { createPermissionHandler } from '../../../../lambdas/handlers/permission-check/answer.ts';
import type { LogEvent } from '../../../../lambdas/ports/log.ts';
import type { RecipientFacts } from '../../../../lambdas/ports/recipient-facts.ts';
import { type LambdaEndpoint, type LocalFunction, startLambda } from '../../../../local/lambda.ts';
import { configFor } from '../endpoints.ts';

const NAME = 'cordon-permission-check';

let endpoint: LambdaEndpoint;
let events: unknown[];
const logged: LogEvent[] = [];

beforeEach(async () => {
  endpoint = await startLambda();
  events = [];
  logged.length = 0;
});
afterEach(() => endpoint.close());

const register = (handler: LocalFunction) => {
  endpoint.register(NAME, (event) => {
    events.push(event);
    return handler(event);
  });
};
const permission = () =>
  createLambdaSendPermission({
    lambda: createLambdaClient(configFor({ lambda: endpoint.url })),
    functionName: NAME,
  });
const about = (address: string, channel: 'email' | 'sms' = 'email') =>
  ({ address, channel, purpose: 'marketing', entityId: 'general-hospital' }) as const;

/** Whoever has an address with `out` in it has opted out. */
const recipients: RecipientFacts = {
  of: async ({ address }) => {
    if (address.startsWith('fault')) throw new RangeError('jane@example.com');
    return {
      person: 'prs_secret',
      consent: address.includes('out') ? 'refused' : 'not_asked',
      authorization: 'none',
      unencryptedChoice: 'none',
      confidential: 'honored',
      part2Consent: 'none',
    };
  },
};
const handler = createPermissionHandler({
  recipients,
  log: { write: (event) => logged.push(event) },
});

describe('the marketing lane asks whether it may send', () => {
  it('and is told yes or no for each address, in one call for those of one message', async () => {
    register(handler);
    const asking = permission();
    const addresses = ['ann@example.com', 'out@example.com', 'joe@example.com'];
    const answers = await Promise.all(addresses.map((one) => asking.maySend(about(one))));
    expect(answers).toEqual([true, false, true]);
    expect(events).toHaveLength(1);
    expect(await asking.maySend(about('+12025550123', 'sms'))).toBe(false);
    expect(events).toHaveLength(2);
  });

  it('and asks in as many calls as it must for a long list', async () => {
    register(handler);
    const asking = permission();
    const addresses = Array.from({ length: 250 }, (_, n) =>
      n % 2 === 0 ? `out${String(n)}@example.com` : `in${String(n)}@example.com`,
    );
    const answers = await Promise.all(addresses.map((one) => asking.maySend(about(one))));
    expect(answers).toEqual(addresses.map((one) => one.startsWith('in')));
    expect(events).toHaveLength(3);
  });

  it('and learns nothing else: the answer holds yes and no alone', async () => {
    expect(await handler({ questions: [about('ann@example.com')] })).toEqual({ answers: [true] });
  });

  it.each<[string, LocalFunction]>([
    ['fails', () => Promise.reject(new Error('no'))],
    ['answers too few', async () => ({ answers: [] })],
    ['answers something else', async () => ({ answers: ['yes'] })],
    ['tells more than it should', async () => ({ answers: [true], person: 'prs_secret' })],
  ])('and has no answer, which is no permission, when the function %s', async (_what, fails) => {
    register(fails);
    await expect(permission().maySend(about('ann@example.com'))).rejects.toMatchObject({
      message: 'an AWS service call failed',
    });
  });

  it('and has no answer when there is no such function', async () => {
    await expect(permission().maySend(about('ann@example.com'))).rejects.toMatchObject({
      name: 'lambda.Invoke.ResourceNotFoundException',
    });
  });
});

describe('the function that answers', () => {
  it.each([
    {},
    { questions: [] },
    { questions: [{ address: 'x' }] },
    { questions: [{ ...about('ann@example.com'), person: true }] },
    { questions: Array.from({ length: 101 }, () => about('ann@example.com')) },
  ])('refuses what is no list of questions: %#', async (event) => {
    await expect(handler(event)).rejects.toMatchObject({ name: 'PermissionEventError' });
  });

  it('answers nothing when it cannot know, and logs no more than that', async () => {
    await expect(handler({ questions: [about('fault@example.com')] })).rejects.toThrow();
    expect(logged).toEqual([
      { event: 'request.failed', route: 'permission-check', errorClass: 'RangeError' },
    ]);
  });
});
