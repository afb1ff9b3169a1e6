import { describe, expect, it } from 'vitest';
import { keyIn } from '../../lambdas/handlers/smtp-relay/relay.ts';
import { isOfSes, keepEnvelope } from '../../lambdas/handlers/smtp-relay/envelope.ts';
import {
  EnvelopeUnknownError,
  MAX_RELAYED_BYTES,
  relayMail,
  RelayError,
  type RelayMailDependencies,
} from '../../lambdas/pipeline/relay-mail.ts';
import type { KnownEnvelope } from '../../lambdas/ports/dropped-mail.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import type { SendAnswer, SendRequest } from '../../lambdas/ports/send-api.ts';

const SECRET = 'Ottoline Brandvold was diagnosed with pneumonia.';
const MAIL = Buffer.from(`From: a@care.example\r\nTo: b@mail.example\r\n\r\n${SECRET}\r\n`);
const ACCEPTED: SendAnswer = {
  ...{ status: 202, contentType: 'application/json' },
  body: JSON.stringify({ messageId: 'msg_1', status: 'accepted', decisions: [] }),
};
const PROBLEM = 'application/problem+json';
const REFUSED: SendAnswer = {
  ...{ status: 422, contentType: PROBLEM },
  body: JSON.stringify({
    type: 'urn:cordon:problem:message-refused',
    title: 'The message was refused by policy',
    detail: 'It holds a name and a diagnosis.',
    remedy: 'Send it with a clinical key.',
    messageId: 'msg_1',
  }),
};

const ENVELOPE: KnownEnvelope = {
  kind: 'known',
  recipients: ['b@mail.example', 'blind@mail.example'],
};

/** A store with one mail, and an API that answers so, one answer after the other. */
function world(
  answers: readonly SendAnswer[],
  mail: Uint8Array = MAIL,
  envelope: KnownEnvelope = ENVELOPE,
) {
  const stored = new Map([['mail/1', mail]]);
  const requests: SendRequest[] = [];
  const deps: RelayMailDependencies = {
    mail: {
      read: (key, maxBytes) => {
        const found = stored.get(key);
        if (found === undefined) return Promise.resolve('gone');
        return Promise.resolve(found.length > maxBytes ? 'too_large' : found);
      },
      envelopeOf: () => Promise.resolve(envelope),
      remove: (key) => {
        stored.delete(key);
        return Promise.resolve();
      },
    },
    api: {
      post: (request) => {
        requests.push(request);
        return Promise.resolve(answers[requests.length - 1] ?? { ...REFUSED, status: 500 });
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

  it('goes to the recipients of the dialogue, and not to those of its header', async () => {
    const { deps, requests } = world([ACCEPTED]);
    await relayMail('mail/1', deps);
    expect(requests[0]?.recipients).toEqual(['b@mail.example', 'blind@mail.example']);
  });

  it('goes to nobody and stays where nobody told its recipients', async () => {
    const { deps, stored, requests } = world([ACCEPTED], MAIL, { kind: 'unknown' });
    await expect(relayMail('mail/1', deps)).rejects.toBeInstanceOf(EnvelopeUnknownError);
    expect(requests).toEqual([]);
    expect(stored.size).toBe(1);
  });

  it('is told to have too many recipients where they are more than one request names', async () => {
    const recipients = Array.from({ length: 400 }, (_, n) => `person-${String(n)}@mail.example`);
    const { deps, stored, requests } = world([ACCEPTED], MAIL, { kind: 'known', recipients });
    await relayMail('mail/1', deps);
    expect(requests.map(({ contentType }) => contentType)).toEqual(['application/json']);
    expect(Buffer.from(requests[0]?.body ?? []).toString()).toContain('more recipients');
    expect(stored.size).toBe(0);
  });

  it('is known again when it comes twice, and not asked about when it is gone', async () => {
    const [one, two] = [world([ACCEPTED]), world([ACCEPTED])];
    await relayMail('mail/1', one.deps);
    await relayMail('mail/1', two.deps);
    expect(one.requests[0]?.idempotencyKey).toBe(two.requests[0]?.idempotencyKey);
    expect(one.requests[0]?.idempotencyKey).toMatch(/^relayed:[0-9a-f]{64}$/);
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
      const { deps, stored } = world([{ ...REFUSED, status }]);
      const relayed = relayMail('mail/1', deps);
      await expect(relayed).rejects.toBeInstanceOf(RelayError);
      await expect(relayed).rejects.not.toThrow(SECRET);
      expect(stored.size).toBe(1);
    },
  );

  it.each<[who: string, answer: SendAnswer]>([
    ['a firewall', { status: 403, contentType: 'text/html', body: `<p>${SECRET}</p>` }],
    [
      'API Gateway',
      { status: 403, contentType: 'application/json', body: '{"message":"Forbidden"}' },
    ],
    ['API Gateway', { status: 413, contentType: 'application/json', body: '{"message":null}' }],
    ['a gateway', { status: 400, contentType: '', body: '' }],
    ['another API', { status: 422, contentType: PROBLEM, body: '{"type":"about:blank"}' }],
    ['another API', { status: 422, contentType: PROBLEM, body: 'no JSON' }],
    ['another API', { status: 422, contentType: 'text/html', body: REFUSED.body }],
    ['a page of somebody else', { status: 200, contentType: 'text/html', body: '<p>OK</p>' }],
    ['another API', { status: 202, contentType: 'application/json', body: '{}' }],
    ['another API', { status: 200, contentType: 'text/plain', body: ACCEPTED.body }],
  ])('that is answered by %s (%j) stays, and nobody is told that it was refused', async (_, by) => {
    const { deps, stored, requests } = world([by]);
    const relayed = relayMail('mail/1', deps);
    await expect(relayed).rejects.toBeInstanceOf(RelayError);
    await expect(relayed).rejects.not.toThrow(SECRET);
    expect(requests).toHaveLength(1);
    expect(stored.size).toBe(1);
  });

  it.each([403, 422, 503])('whose refusal cannot be told (%i) stays', async (status) => {
    const { deps, stored } = world([REFUSED, { ...REFUSED, status }]);
    // What refuses the telling is final, and still somebody must hear of it: by the dead-letter queue.
    await expect(relayMail('mail/1', deps)).rejects.toBeInstanceOf(RelayError);
    expect(stored.size).toBe(1);
  });

  it.each([{}, { title: 7, detail: { a: 1 } }])(
    'is told of without a reason where the answer has %j',
    async (members) => {
      const body = JSON.stringify({ type: 'urn:cordon:problem:x', ...members });
      const { deps, requests } = world([{ ...REFUSED, body }, ACCEPTED]);
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
    [notification('ObjectCreated:Put', 'envelopes/mail-1'), ''],
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

describe('what SES tells of a mail before it puts it down', () => {
  const RECIPIENTS = ['b@mail.example', 'blind@mail.example'];
  const received = (ses: object) => ({ Records: [{ eventSource: 'aws:ses', ses }] });
  const mail = { messageId: 'mail-1', destination: ['b@mail.example'] };

  async function keep(event: unknown) {
    const kept: unknown[] = [];
    const events: LogEvent[] = [];
    const envelopes = {
      keep: (key: string, recipients: readonly string[]) => {
        kept.push([key, recipients]);
        return Promise.resolve();
      },
    };
    const log = { write: (written: LogEvent) => void events.push(written) };
    const answer = await keepEnvelope(event, envelopes, log).catch((error: unknown) => error);
    return { kept, events, answer };
  }

  it('is kept: whom it goes to by the dialogue', async () => {
    const event = received({ mail, receipt: { recipients: RECIPIENTS } });
    expect(isOfSes(event)).toBe(true);
    const { kept, answer } = await keep(event);
    expect(kept).toEqual([['mail-1', RECIPIENTS]]);
    expect(answer).toEqual({ disposition: 'CONTINUE' });
  });

  it.each<[what: string, ses: object]>([
    ['nobody', { mail, receipt: { recipients: [] } }],
    ['the header alone', { mail }],
    ['no address', { mail, receipt: { recipients: ['Ottoline Brandvold'] } }],
    ['another place', { mail: { messageId: '../x' }, receipt: { recipients: RECIPIENTS } }],
  ])('is nothing that can be kept where it names %s, and is not quoted', async (_what, ses) => {
    const { kept, events, answer } = await keep(received(ses));
    expect(kept).toEqual([]);
    expect(answer).toMatchObject({ name: 'EnvelopeError' });
    expect(events).toMatchObject([{ event: 'work.failed', work: 'smtp-envelope' }]);
    expect(JSON.stringify([events, String(answer)])).not.toMatch(/mail\.example|Ottoline/);
  });

  it.each([{}, null, { Records: [] }, { Records: [{ body: '{}' }] }])(
    'is not what the queue hands out: %j',
    (event) => {
      expect(isOfSes(event)).toBe(false);
    },
  );
});
