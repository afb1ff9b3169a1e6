import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { readDecisions } from './support/decisions.ts';
import { postSigned } from './support/operator.ts';
import { identifiersOf, type Sample, SAMPLES } from './support/samples.ts';
import type { Item } from './support/tables.ts';
import { showsValue } from './support/value-forms.ts';
import { type Signer, signerFor } from './support/vendor-signers.ts';

/**
 * Two hundred webhooks of several vendors, with PHI and clean, some malformed, some signed wrongly, some sent twice at
 * the same moment, while one system behind the gateway fails every third delivery and the other is slow.
 */

const COUNT = 200;
const AT_ONCE = 8;
/** Of these a repeat is known by its body or by an id that the signer makes up, so that a number makes a new webhook. */
const VENDORS = ['canvas', 'github', 'hl7v2', 'mailgun', 'shopify', 'svix', 'twilio', 'zoom'];

type Kind = 'phi' | 'clean' | 'malformed' | 'forged' | 'twice';

interface Webhook {
  readonly sample: Sample;
  readonly kind: Kind;
  readonly body: string;
}

const WEBHOOKS: readonly Webhook[] = Array.from({ length: COUNT }, (_, number) => {
  const vendor = VENDORS[number % VENDORS.length] ?? '';
  const kinds: readonly Kind[] = ['phi', 'clean', 'phi', 'clean', 'twice', 'phi', 'clean'];
  const kind: Kind =
    number % 10 === 9 ? 'forged' : number % 10 === 8 ? 'malformed' : (kinds[number % 7] ?? 'phi');
  const wanted = kind === 'clean' ? 'clean' : 'phi';
  const sample = SAMPLES.find((each) => each.vendor === vendor && each.kind === wanted);
  if (sample === undefined) throw new Error(`there is no sample of ${vendor}`);
  const body = numbered(sample.body, number);
  return { sample, kind, body: kind === 'malformed' ? cut(sample, body) : body };
});

/** The same with a number in it that no other has. */
function numbered(body: string, number: number): string {
  if (body.startsWith('{')) return body.replace('{', `{"attempt_number":${String(number)},`);
  if (body.startsWith('MSH')) return body.replace(/MSG0000[12]/, `MSG9${String(number)}`);
  return `AttemptNumber=${String(number)}&${body}`;
}

/** Without its end. What Mailgun signs is read from the body, which must be whole for it. */
function cut({ vendor }: Sample, body: string): string {
  return vendor === 'mailgun' ? body : body.slice(0, Math.floor(body.length / 2));
}

/** Ids whose first delivery failed, and those that are refused for good. */
const failed = new Set<string>();
const gone = new Set<string>();
let fresh = 0;

function answer({ id }: { readonly id: string }): number {
  if (gone.has(id)) return 410;
  if (failed.has(id)) return 204;
  fresh += 1;
  if (fresh % 20 === 10) {
    gone.add(id);
    return 410;
  }
  if (fresh % 3 !== 0) return 204;
  failed.add(id);
  return 500;
}

let company: Company;
/** Statuses of the answers, by webhook. */
const answers: number[][] = [];
let messages: readonly Item[] = [];
const outbox = new Map<unknown, Item>();
let held: ReadonlySet<unknown> = new Set();
let decisions: Awaited<ReturnType<typeof readDecisions>> = [];

async function post({ sample, kind, body }: Webhook, signer: Signer): Promise<number[]> {
  const url = `${company.gateway.url}/webhooks/${sample.vendor}`;
  const request = { url, contentType: sample.contentType, body, at: Date.now() };
  if (kind === 'forged') {
    const { contentType, headers } = sample;
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': contentType },
      body,
    });
    return [response.status];
  }
  const sent = await postSigned(signer, request, sample.headers);
  if (kind !== 'twice') return [sent.status];
  const again = await Promise.all([sent.again(), sent.again()]);
  return [sent.status, ...again.map(({ status }) => status)];
}

beforeAll(async () => {
  company = await startCompany({ clinical: { answer }, marketing: { delay: 150 } });
  const { gateway, operator, tables, sns } = company;
  const signers = new Map<string, Signer>();
  for (const vendor of VENDORS) {
    const signer = signerFor(vendor, sns.key);
    signers.set(vendor, signer);
    await operator.addSource(vendor, signer, { destinationIds: DESTINATIONS });
  }
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let number = next++; number < COUNT; number = next++) {
      const webhook = WEBHOOKS[number];
      const signer = signers.get(webhook?.sample.vendor ?? '');
      if (webhook !== undefined && signer !== undefined) {
        answers[number] = await post(webhook, signer);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  await company.drain();
  messages = await tables.items('messages');
  for (const lane of ['clinical', 'marketing'] as const) {
    for (const item of await tables.items(`outbox-${lane}`)) outbox.set(item['deliveryId'], item);
  }
  held = new Set((await tables.items('quarantine')).map((item) => item['heldId']));
  decisions = await readDecisions(gateway.url, gateway.credentials.auditKey);
}, 300_000);

afterAll(() => company.close());

const accepted = (): number => answers.filter(([status = 0]) => status < 300).length;

describe('two hundred webhooks while systems fail', () => {
  it('are accepted, or refused because nobody signed them', () => {
    const refused = answers.filter(([status]) => status === 401).length;
    expect(answers.flat().filter((status) => ![200, 202, 401].includes(status))).toEqual([]);
    expect(accepted() + refused).toBe(COUNT);
    expect(refused).toBe(WEBHOOKS.filter(({ kind }) => kind === 'forged').length);
  });

  it('are each kept once, also where they came three times', () => {
    expect(messages).toHaveLength(accepted());
    expect(new Set(messages.map((item) => item['messageId'])).size).toBe(accepted());
    expect(messages.every((item) => item['state'] === 'routed')).toBe(true);
  });

  it.each(['clinical', 'marketing'] as const)(
    'come to one end each for the %s system: delivered, dead or held',
    (lane) => {
      const receiver = company.receivers[lane];
      const ends = { delivered: 0, dead: 0, held: 0 };
      for (const { decisionId, messageId } of decisions.filter((each) => each.lane === lane)) {
        const state = outbox.get(decisionId)?.['state'];
        const times = receiver.accepted(messageId).length;
        // None twice, none lost, and nothing that was held has left.
        if (held.has(decisionId)) {
          ends.held += 1;
          expect([state, times]).toEqual([undefined, 0]);
        } else if (state === 'dead') {
          ends.dead += 1;
          expect(times).toBe(0);
        } else {
          ends.delivered += 1;
          expect([state, times]).toEqual(['delivered', 1]);
        }
      }
      expect(ends.delivered + ends.dead + ends.held).toBe(accepted());
      expect(ends.delivered).toBeGreaterThan(50);
      if (lane === 'clinical') expect(ends.dead).toBe(gone.size);
      if (lane === 'marketing') expect(ends.held).toBeGreaterThan(0);
    },
  );

  it('had failures to get over', () => {
    expect(failed.size).toBeGreaterThan(20);
    expect(gone.size).toBeGreaterThan(3);
    const { arrivals } = company.receivers.clinical;
    expect(arrivals.filter(({ status }) => status === 500)).toHaveLength(failed.size);
  });

  it('show the marketing system no identifier of anybody', () => {
    const values = WEBHOOKS.flatMap(({ sample }) => identifiersOf(sample));
    const distinct = [...new Map(values.map((each) => [each.value, each])).values()];
    // The clean twins hold some of the same numbers, of orders and invoices.
    const changed = decisions.filter(({ disposition }) => disposition === 'deidentified');
    const copies = changed.flatMap(({ messageId }) =>
      company.receivers.marketing.accepted(messageId).map(({ body }) => body.toString('utf8')),
    );
    expect(copies.length).toBeGreaterThan(20);
    const text = copies.join('\n');
    const shown = distinct.filter(({ value }) => showsValue(text, value));
    expect(shown.map(({ label }) => label)).toEqual([]);
  });
});
