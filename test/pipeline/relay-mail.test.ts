import { describe, expect, it } from 'vitest';
import { keyIn } from '../../lambdas/handlers/smtp-relay/relay.ts';
import {
  MAX_RELAYED_BYTES,
  relayMail,
  RelayError,
  type RelayMailDependencies,
} from '../../lambdas/pipeline/relay-mail.ts';
import type { SendAnswer, SendRequest } from '../../lambdas/ports/send-api.ts';

const SECRET = 'Ottoline Brandvold was diagnosed with pneumonia.';
const MAIL = Buffer.from(`From: a@care.example\r\nTo: b@mail.example\r\n\r\n${SECRET}\r\n`);
const ACCEPTED = { status: 202, body: '{}' };
const REFUSED = {
  status: 422,
  body: JSON.stringify({
    title: 'The message was refused by policy',
    detail: 'It holds a name and a diagnosis.',
    remedy: 'Send it with a clinical key.',
    messageId: 'msg_1',
  }),
};

/** A store with one mail, and an API that answers so, one answer after the other. */
function world(answers: readonly SendAnswer[], mail: Uint8Array = MAIL) {
  const stored = new Map([['mail/1', mail]]);
  const requests: SendRequest[] = [];
  const deps: RelayMailDependencies = {
    mail: {
      read: (key, maxBytes) => {
        const found = stored.get(key);
        if (found === undefined) return Promise.resolve('gone');
        return Promise.resolve(found.length > maxBytes ? 'too_large' : found);
      },
      remove: (key) => {
        stored.delete(key);
        return Promise.resolve();
      },
    },
    api: {
      post: (request) => {
        requests.push(request);
        return Promise.resolve(answers[requests.length - 1] ?? { status: 500, body: '' });
      },
    },
    senderKey: () => Promise.resolve('ck_1.secret'),
    settings: { fromAddress: 'no-reply@care.example', refusalsTo: 'platform@example.com' },
  };
  return { deps, stored, requests };
}

describe('mail that was taken by SMTP', () => {
  it('is handed to the API whole, with the key of the endpoint, and is gone once it is accepted', async () => {
    const { deps, stored, requests } = world([ACCEPTED]);
    await relayMail('mail/1', deps);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ contentType: 'message/rfc822', key: 'ck_1.secret' });
    expect(Buffer.from(requests[0]?.body ?? [])).toEqual(MAIL);
    expect(stored.size).toBe(0);
  });

  it('is known again when it comes twice, and not asked about when it is gone', async () => {
    const [one, two] = [world([ACCEPTED]), world([ACCEPTED])];
    await relayMail('mail/1', one.deps);
    await relayMail('mail/1', two.deps);
    expect(one.requests[0]?.idempotencyKey).toBe(two.requests[0]?.idempotencyKey);
    expect(one.requests[0]?.idempotencyKey).toMatch(/^[0-9a-f]{64}$/);
    await relayMail('mail/1', one.deps);
    expect(one.requests).toHaveLength(1);
  });

  it.each([400, 403, 413, 422])(
    'that is refused with %i is told to the one address, without a word of it',
    async (status) => {
      const { deps, stored, requests } = world([{ ...REFUSED, status }, ACCEPTED]);
      await relayMail('mail/1', deps);
      const told = JSON.parse(Buffer.from(requests[1]?.body ?? []).toString()) as Record<
        string,
        unknown
      >;
      expect(told).toMatchObject({
        ...{ channel: 'email', from: 'no-reply@care.example', to: ['platform@example.com'] },
        subject: 'A message was not sent',
      });
      expect(told['text']).toContain('Send it with a clinical key.');
      expect(told['text']).toContain('msg_1');
      expect(JSON.stringify(told)).not.toMatch(/Ottoline|pneumonia|b@mail\.example/);
      expect(requests[1]?.idempotencyKey).not.toBe(requests[0]?.idempotencyKey);
      expect(stored.size).toBe(0);
    },
  );

  it('that is too large is not handed on, and told of', async () => {
    const { deps, stored, requests } = world([ACCEPTED], new Uint8Array(MAX_RELAYED_BYTES + 1));
    await relayMail('mail/1', deps);
    expect(requests.map(({ contentType }) => contentType)).toEqual(['application/json']);
    expect(Buffer.from(requests[0]?.body ?? []).toString()).toContain('larger than Cordon takes');
    expect(stored.size).toBe(0);
  });

  it.each([401, 408, 409, 429, 500, 503, 302])(
    'that is answered with %i stays, and comes again',
    async (status) => {
      const { deps, stored } = world([{ status, body: SECRET }]);
      const relayed = relayMail('mail/1', deps);
      await expect(relayed).rejects.toBeInstanceOf(RelayError);
      await expect(relayed).rejects.not.toThrow(SECRET);
      expect(stored.size).toBe(1);
    },
  );

  it.each([403, 422, 503])('whose refusal cannot be told (%i) stays', async (status) => {
    const { deps, stored } = world([REFUSED, { status, body: '' }]);
    // What refuses the telling is final, and still somebody must hear of it: by the dead-letter queue.
    await expect(relayMail('mail/1', deps)).rejects.toBeInstanceOf(RelayError);
    expect(stored.size).toBe(1);
  });

  it.each(['', 'no JSON', '[]', '{"title":7,"detail":{"a":1}}'])(
    'is told of without a reason where the answer is %j',
    async (body) => {
      const { deps, requests } = world([{ status: 422, body }, ACCEPTED]);
      await relayMail('mail/1', deps);
      const told = Buffer.from(requests[1]?.body ?? []).toString();
      expect(told).toContain('The message was refused.');
    },
  );
});

describe('what S3 tells of a new object', () => {
  const notification = (eventName: string, key: string) =>
    JSON.stringify({ Records: [{ eventName, s3: { object: { key } } }] });

  it.each<[body: string, key: string | undefined]>([
    [notification('ObjectCreated:Put', 'mail/1'), 'mail/1'],
    [notification('ObjectCreated:CompleteMultipartUpload', 'a+b%2Bc%20d'), 'a b+c d'],
    [JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }), ''],
    [notification('ObjectRemoved:Delete', 'mail/1'), undefined],
    [notification('ObjectCreated:Put', '%'), undefined],
    [notification('ObjectCreated:Put', ''), undefined],
    ['{"Records":[]}', undefined],
    ['null', undefined],
    ['', undefined],
  ])('is read as it is written: %s', (body, key) => {
    expect(keyIn(body)).toBe(key);
  });
});
