import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Company, startCompany } from './support/company.ts';
import { type Misbehavior, type Receiver, startReceiver } from './support/receiver.ts';
import { handOut } from './support/queues.ts';
import type { Item } from './support/tables.ts';
import { signerFor } from './support/vendor-signers.ts';
import { postSigned } from './support/operator.ts';

/** One webhook to ten systems, each of which does something else at the first delivery and accepts the second. */

const SECONDS_ASKED = 8;
const at = (now: number) => new Date(now + (SECONDS_ASKED + 1) * 1000).toUTCString();

const FAULTS: Readonly<Record<string, () => number | Misbehavior>> = {
  'an error of its own': () => 500,
  'too many requests, for some seconds': () => ({
    ...{ status: 429, headers: { 'retry-after': String(SECONDS_ASKED) } },
  }),
  'unavailable, until a time': () => ({
    ...{ status: 503, headers: { 'retry-after': at(Date.now()) } },
  }),
  'a redirect': () => ({ status: 301, headers: { location: elsewhere.url } }),
  'a redirect that keeps the method': () => ({ status: 307, headers: { location: elsewhere.url } }),
  'bytes that are no HTTP': () => ({ bytes: '\u0000\u0001 garbage \r\n\r\n' }),
  'half an answer, and a reset': () => ({ bytes: 'HTTP/1.1 20' }),
  'a reset before any answer': () => ({ bytes: '' }),
  'no answer': () => ({ silent: true }),
};
const NAMES = [...Object.keys(FAULTS), 'a success without an end'];

let company: Company;
let elsewhere: Receiver;
const receivers = new Map<string, Receiver>();
let pending: readonly Item[] = [];
let finished: readonly Item[] = [];

beforeAll(async () => {
  company = await startCompany();
  const { gateway, operator, tables, sns } = company;
  const secret = gateway.credentials.destinations['clinical-sink'];
  elsewhere = await startReceiver({ secret });
  for (const [index, name] of NAMES.entries()) {
    const fault = FAULTS[name] ?? (() => ({ endless: true }) as const);
    const answer = ({ number }: { readonly number: number }) => (number === 1 ? fault() : 204);
    const receiver = await startReceiver({ secret, answer });
    receivers.set(name, receiver);
    await operator.addDestination(`system-${String(index)}`, {
      ...{ lane: 'clinical', url: receiver.url, vendorId: 'clinical-system' },
      secretRef: 'cordon/destination/clinical/clinical-sink',
    });
  }
  const signer = signerFor('github', sns.key);
  const destinationIds = NAMES.map((_, index) => `system-${String(index)}`);
  await operator.addSource('github', signer, { destinationIds });
  const sent = await postSigned(signer, {
    url: `${gateway.url}/webhooks/github`,
    ...{ contentType: 'application/json', body: '{"action":"opened"}', at: Date.now() },
  });
  expect(sent.status).toBe(202);
  pending = await vi.waitUntil(
    async () => {
      const found = deliveries(await tables.items('outbox-clinical'));
      const tried = found.filter((item) => item['state'] !== 'pending' || item['attempts'] !== 0);
      // All but the one whose first answer is still waited for.
      return tried.length >= NAMES.length - 1 && found;
    },
    { timeout: 20_000, interval: 50 },
  );
  // As SQS does, which delivers at least once: what waits for its next attempt is handed out before it is due.
  const ids = pending.map((item) => String(item['deliveryId']));
  await handOut(gateway.services['sqs'] ?? '', 'deliver-clinical', ids);
  await company.drain();
  finished = deliveries(await tables.items('outbox-clinical'));
}, 120_000);

afterAll(async () => {
  await company.close();
  await Promise.all([elsewhere, ...receivers.values()].map((each) => each.close()));
});

/** Other items of the table are the limits of destinations. */
function deliveries(items: readonly Item[]): readonly Item[] {
  return items.filter((item) => item['state'] !== undefined);
}

describe('a webhook to a system that answers its first delivery with', () => {
  it.each(NAMES)('%s is accepted there once', (name) => {
    const { arrivals } = receivers.get(name)!;
    expect(new Set(arrivals.map(({ id }) => id)).size).toBe(1);
    const accepted = arrivals.filter(({ status }) => status >= 200 && status < 300);
    expect(accepted).toHaveLength(1);
    expect(arrivals).toHaveLength(name === 'a success without an end' ? 1 : 2);
  });

  it.each(['too many requests, for some seconds', 'unavailable, until a time'])(
    '%s is delivered again when it was asked for, not before',
    (name) => {
      const [first, second] = receivers.get(name)!.arrivals;
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(SECONDS_ASKED * 1000 - 100);
    },
  );

  it('a redirect is not delivered to where that leads', () => {
    expect(elsewhere.arrivals).toEqual([]);
  });

  it('any of these is counted: all that went in were delivered, none is left', () => {
    expect(pending).toHaveLength(NAMES.length);
    expect(finished.map((item) => item['state'])).toEqual(NAMES.map(() => 'delivered'));
  });
});
