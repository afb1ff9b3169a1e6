import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deliver } from '../../../lambdas/pipeline/delivery.ts';
import { processInbound } from '../../../lambdas/pipeline/inbound.ts';
import type { World } from '../../pipeline/fakes/world.ts';
import { ask, worldWith } from './vendor-world.ts';

const SECRET = 'a secret of the vendor';

interface Sample {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const sample = (name: string): Sample =>
  JSON.parse(
    readFileSync(new URL(`../../corpus/payloads/${name}.json`, import.meta.url), 'utf8'),
  ) as Sample;

const SIGNERS = {
  github: (body: string) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  }),
  shopify: (body: string) => ({
    'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
  }),
} as const;
type SchemeName = keyof typeof SIGNERS;

const worldOf = (scheme: SchemeName, id: string = scheme): World =>
  worldWith({ id, scheme, secrets: [SECRET] });

/** Posts a sample as its vendor does, and gives what each lane's destination got. */
async function post(
  world: World,
  scheme: SchemeName,
  { headers, body }: Sample,
  id: string = scheme,
): Promise<{ status: number; sent: Record<string, Record<string, string>> }> {
  const response = await ask(world, `/webhooks/${id}`, {
    headers: { 'content-type': 'application/json', ...headers, ...SIGNERS[scheme](body) },
    body,
  });
  world.posted.length = 0;
  for (const key of world.inbound.drain()) await processInbound(key, world.worker);
  for (const lane of ['marketing', 'clinical'] as const) {
    for (const one of world.deliveries[lane].drain()) await deliver(one, world.deliverer[lane]);
  }
  const sent = world.posted.map(({ url, headers: own }) => [new URL(url).hostname, own] as const);
  return { status: response.status, sent: Object.fromEntries(sent) };
}
const [MARKETING, CLINICAL] = ['marketing-sink.example', 'clinical-sink.example'] as const;

describe('the type of an event that a vendor tells in a header', () => {
  it.each([
    ['github', 'github-issue', 'issues'],
    ['shopify', 'shopify-device-order', 'orders/create'],
  ] as const)('is told on to both lanes, of %s', async (scheme, name, type) => {
    for (const kind of ['clean', 'phi']) {
      const { status, sent } = await post(worldOf(scheme), scheme, sample(`${name}-${kind}`));
      expect(status).toBe(202);
      // What is held for review is told to nobody.
      expect(Object.keys(sent)).toEqual(
        kind === 'clean' ? [MARKETING, CLINICAL] : Object.keys(sent),
      );
      for (const headers of Object.values(sent)) {
        expect(headers).toMatchObject({ 'webhook-event-type': type, 'webhook-source': scheme });
      }
      expect(sent).toHaveProperty([CLINICAL]);
    }
  });

  it.each<[string, string, boolean, boolean]>([
    ['a word of a program', 'orders/create', true, true],
    ['nothing', '', false, false],
    ['a sentence', 'new order of Zebediah Quill', false, false],
    ['a name that passes for words of a program', 'zebediah/quill', false, false],
    ['a number', '219-09-9999', false, false],
    ['a line that ends', 'orders/create\u00a0x', false, false],
    ['more than a word', `orders/${'create'.repeat(20)}`, false, false],
    ['what tells of health', 'oncology/admission', false, true],
  ])('is %s: %j', async (_what, topic, isTold, isToldToClinic) => {
    const { body } = sample('shopify-device-order-clean');
    const headers =
      topic === '' ? {} : { 'x-shopify-topic': encodeURI(topic).replaceAll('%20', ' ') };
    const { sent } = await post(worldOf('shopify'), 'shopify', { headers, body });
    expect('webhook-event-type' in (sent[MARKETING] ?? {})).toBe(isTold);
    expect('webhook-event-type' in (sent[CLINICAL] ?? {})).toBe(isToldToClinic);
  });

  it('is no header of another vendor', async () => {
    const { body } = sample('shopify-device-order-clean');
    const headers = { 'x-github-event': 'issues', 'webhook-event-type': 'made-up' };
    const { sent } = await post(worldOf('shopify'), 'shopify', { headers, body });
    expect(sent[CLINICAL]).not.toHaveProperty('webhook-event-type');
  });

  it('tells two events of one body apart, and finds each of them again', async () => {
    const world = worldOf('shopify');
    const { body } = sample('shopify-device-order-clean');
    const topics = ['orders/create', 'orders/paid', 'orders/create', 'orders/paid'];
    const types: unknown[] = [];
    for (const topic of topics) {
      const { sent } = await post(world, 'shopify', {
        headers: { 'x-shopify-topic': topic },
        body,
      });
      types.push(sent[CLINICAL]?.['webhook-event-type']);
    }
    expect(types).toEqual(['orders/create', 'orders/paid', undefined, undefined]);
    expect(world.messages.items.size).toBe(2);
  });

  it('is the type in the minimal payload where the body names none', async () => {
    const world = worldOf('shopify');
    const { destinations } = world.registry;
    const own = destinations.get('marketing-sink')!;
    destinations.set(own.id, { ...own, fields: { mode: 'minimal' } });
    await post(world, 'shopify', sample('shopify-device-order-phi'));
    const copy = world.posted.find(({ url }) => url.includes(MARKETING));
    expect(JSON.parse(Buffer.from(copy!.body).toString())).toMatchObject({ type: 'orders/create' });
  });
});

describe('the source of an event', () => {
  it('is not told to the marketing lane where its name tells of health', async () => {
    const world = worldOf('github', 'oncology-clinic');
    const { sent } = await post(world, 'github', sample('github-issue-clean'), 'oncology-clinic');
    expect(sent[MARKETING]).not.toHaveProperty('webhook-source');
    expect(sent[CLINICAL]).toMatchObject({ 'webhook-source': 'oncology-clinic' });
  });
});
