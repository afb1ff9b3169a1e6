import { describe, expect, it } from 'vitest';
import type { FieldsRule } from '../../lambdas/core/registry/fields-rule.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { acceptedKey, PATIENT, type Post } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

function withFields(rule: FieldsRule, id: 'marketing-sink' | 'clinical-sink' = 'marketing-sink') {
  const world = createWorld();
  const { destinations } = world.registry;
  destinations.set(id, { ...destinations.get(id)!, fields: rule });
  return world;
}

async function process(world: World, post: Post = {}): Promise<string> {
  const key = await acceptedKey(world, post);
  await processInbound(key, world.worker);
  return key;
}

const decisionOf = (world: World, id = 'marketing-sink') =>
  [...world.ledger.records.values()].find(
    ({ target }) => target.kind === 'destination' && target.id === id,
  )!;
const sent = async (world: World, lane: 'marketing' | 'clinical' = 'marketing') => {
  for (const id of world.deliveries[lane].drain()) await deliver(id, world.deliverer[lane]);
  return world.posted.map(({ body }) => Buffer.from(body).toString());
};
const listed = (...paths: string[]): FieldsRule => ({ mode: 'listed', paths });

describe('a destination that gets listed fields', () => {
  it('gets them as they are where nothing in them identifies anybody, and the decision says so', async () => {
    const world = withFields(listed('/event', '/plan'));
    await process(world);
    expect(decisionOf(world)).toMatchObject({
      disposition: 'as_is',
      classification: 'none',
      findings: {},
      fields: { mode: 'listed', paths: ['/event', '/plan'] },
    });
    expect(await sent(world)).toEqual(['{"event":"intake.submitted","plan":"A"}']);
    // The other destination has no such rule, and nothing changes for it.
    expect(decisionOf(world, 'clinical-sink')).not.toHaveProperty('fields');
    expect(decisionOf(world, 'clinical-sink').classification).toBe('phi');
  });

  it('gets tokens for identifiers in them, which are in the vault', async () => {
    const world = withFields(listed('/event', '/note'));
    await process(world);
    expect(decisionOf(world)).toMatchObject({ disposition: 'deidentified', classification: 'phi' });
    const [text = ''] = await sent(world);
    for (const value of Object.values(PATIENT)) expect(text).not.toContain(value);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['event', 'note']);
    expect(text).toContain('pneumonia');
    const [set] = world.tokens.sets.values();
    let revealed = text;
    for (const { token, value } of set!.tokens) revealed = revealed.replaceAll(token, value);
    expect(revealed).toContain(PATIENT.name);
    expect(set!.tokens.map(({ value }) => value)).not.toContain(PATIENT.mrn);
  });

  it('gets no identifier that only a dropped question gave away', async () => {
    const answers = [
      { question: 'Patient last name', answer: 'Rose' },
      { question: 'Medical record number', answer: '4471' },
    ];
    const body = JSON.stringify({ answers });
    const world = withFields(listed('/answers/*/answer'));
    await process(world, { body });
    expect(decisionOf(world)).toMatchObject({ disposition: 'deidentified' });
    const [text = ''] = await sent(world);
    expect(text).not.toContain('4471');
    expect(text).not.toContain('Rose');
    expect(text).not.toContain('question');
  });

  it('gets a clean copy of a payload of which a part that is not listed cannot be read', async () => {
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
    const body = JSON.stringify({ event: 'scan.added', file: picture.repeat(20) });
    const world = withFields(listed('/event'));
    await process(world, { body });
    expect(decisionOf(world)).toMatchObject({ disposition: 'as_is', unreadable: [] });
    expect(await sent(world)).toEqual(['{"event":"scan.added"}']);
  });

  it.each<[string, Post]>([
    ['text', { body: 'event: newsletter.sent', contentType: 'text/plain' }],
    ['a page', { body: '<p>newsletter.sent</p>', contentType: 'text/html' }],
    ['a table without names', { body: '12,3 of 4\n5,6', contentType: 'text/csv' }],
    ['what could not be read', { body: '{"event":', contentType: 'application/json' }],
    ['a format that nobody knows', { body: 'x', contentType: 'application/x-unknown' }],
  ])('gets nothing of %s, which is held', async (_what, post) => {
    const world = withFields(listed('/event'));
    await process(world, { sourceId: 'newsletter', ...post });
    expect(decisionOf(world)).toMatchObject({
      disposition: 'quarantine',
      reasonCode: 'fields-not-selectable',
    });
    expect(world.quarantine.held.size).toBeGreaterThan(0);
    expect(await sent(world)).toEqual([]);
  });

  it('gets nothing of it in shadow mode either', async () => {
    const world = withFields(listed('/event'));
    const { sources } = world.registry;
    const shadow = {
      since: '2026-11-01T00:00:00Z',
      until: '2026-12-24T00:00:00Z',
      by: 'the privacy officer',
      why: 'trial',
    };
    sources.set('newsletter', { ...sources.get('newsletter')!, shadow });
    await process(world, { sourceId: 'newsletter', body: 'hello', contentType: 'text/plain' });
    expect(decisionOf(world)).toMatchObject({ disposition: 'quarantine' });
    expect(decisionOf(world)).not.toHaveProperty('shadow');
    expect(await sent(world)).toEqual([]);
  });

  it('gets those fields alone in the clinical lane, too, cut when the seal is opened', async () => {
    const world = withFields(listed('/patient/mrn', '/plan'), 'clinical-sink');
    await process(world);
    expect(decisionOf(world, 'clinical-sink')).toMatchObject({ disposition: 'encrypted' });
    const [item] = world.outbox.clinical.items.values();
    expect(item!.body).toMatchObject({ kind: 'sealed', fields: { mode: 'listed' } });
    expect(JSON.stringify(item)).not.toContain(PATIENT.mrn);
    const text = JSON.stringify({ patient: { mrn: PATIENT.mrn }, plan: 'A' });
    expect(await sent(world, 'clinical')).toEqual([text]);
  });

  it('gets what was decided, also when the worker dies and the rule is another one by then', async () => {
    const world = withFields(listed('/plan'));
    const key = await acceptedKey(world);
    world.wire.failAlways('outbox-marketing.put', 'before');
    await expect(processInbound(key, world.worker)).rejects.toThrow('away');
    world.wire.failAlways('outbox-marketing.put');
    const { destinations } = world.registry;
    destinations.set('marketing-sink', {
      ...destinations.get('marketing-sink')!,
      fields: { mode: 'all' },
    });
    await processInbound(key, world.worker);
    expect(await sent(world)).toEqual(['{"plan":"A"}']);
  });
});

const FORMATS: readonly [string, { post: Post; fields: string[]; note: string; sent: string }][] = [
  [
    'HL7 v2',
    {
      post: {
        body: `MSH|^~\\&|APP||||||ADT^A08|77|P|2.5\rPID|1||${PATIENT.mrn}||Quill^Zebediah\rZPL|A\rNTE|1||${PATIENT.name} has pneumonia, SSN ${PATIENT.ssn}.\r`,
        contentType: 'application/hl7-v2',
      },
      fields: ['/ZPL-1'],
      note: '/NTE-3',
      sent: 'MSH|^~\\&|||||||ADT^A08||P|2.5\rZPL|A\r',
    },
  ],
  [
    'XML',
    {
      post: {
        body: `<intake><mrn>${PATIENT.mrn}</mrn><plan>A</plan><note>${PATIENT.name} has pneumonia, SSN ${PATIENT.ssn}.</note></intake>`,
        contentType: 'application/xml',
      },
      fields: ['/intake/plan'],
      note: '/intake/note',
      sent: '<intake><plan>A</plan></intake>',
    },
  ],
  [
    'CSV',
    {
      post: {
        body: `mrn,plan,note\n${PATIENT.mrn},A,"${PATIENT.name} has pneumonia, SSN ${PATIENT.ssn}."\n`,
        contentType: 'text/csv',
      },
      fields: ['/plan'],
      note: '/note',
      sent: 'plan\nA\n',
    },
  ],
  [
    'a form with files',
    {
      post: {
        body: [
          `--b1\r\ncontent-disposition: form-data; name="mrn"\r\n\r\n${PATIENT.mrn}\r\n`,
          '--b1\r\ncontent-disposition: form-data; name="plan"\r\n\r\nA\r\n',
          `--b1\r\ncontent-disposition: form-data; name="note"\r\n\r\n${PATIENT.name} has pneumonia, SSN ${PATIENT.ssn}.\r\n--b1--\r\n`,
        ].join(''),
        contentType: 'multipart/form-data; boundary=b1',
      },
      fields: ['/plan'],
      note: '/note',
      sent: '--b1\r\ncontent-disposition: form-data; name="plan"\r\n\r\nA\r\n--b1--\r\n',
    },
  ],
];

describe('a destination that gets listed fields of other formats', () => {
  it.each(FORMATS)('gets those of %s', async (_what, { post, fields, sent: expected }) => {
    const world = withFields(listed(...fields));
    await process(world, post);
    expect(decisionOf(world)).toMatchObject({
      disposition: 'as_is',
      // What HL7 v2 says is about somebody's health, whoever that is.
      classification: post.contentType === 'application/hl7-v2' ? 'health' : 'none',
      findings: {},
      unreadable: [],
    });
    expect(await sent(world)).toEqual([expected]);
  });

  it.each(FORMATS)('gets tokens for identifiers in those of %s', async (_what, { post, note }) => {
    const world = withFields(listed(note));
    await process(world, post);
    expect(decisionOf(world)).toMatchObject({ disposition: 'deidentified', classification: 'phi' });
    const [text = ''] = await sent(world);
    expect(text).toContain('pneumonia');
    for (const value of Object.values(PATIENT)) expect(text).not.toContain(value);
    const [set] = world.tokens.sets.values();
    expect(set!.tokens.map(({ value }) => value)).toContain(PATIENT.ssn);
    expect(set!.tokens.map(({ value }) => value)).not.toContain(PATIENT.mrn);
  });

  it.each(FORMATS)(
    'gets those of %s in the clinical lane, cut when the seal is opened',
    async (_what, { post, fields, sent: expected }) => {
      const world = withFields(listed(...fields), 'clinical-sink');
      await process(world, post);
      expect(await sent(world, 'clinical')).toEqual([expected]);
      expect(world.posted[0]!.headers['content-type']).toBe(
        post.contentType
          ?.replace('boundary=b1', 'boundary="b1"')
          .replace(/^application\/hl7-v2/, 'x-application/hl7-v2+er7')
          .replace('csv', 'csv; charset=utf-8'),
      );
    },
  );
});

describe('a destination that gets the minimum', () => {
  it.each<[string, Post, string]>([
    ['JSON', {}, 'intake.submitted'],
    ['a form', { body: 'Body=hi', contentType: 'application/x-www-form-urlencoded' }, 'event'],
    ['what nobody could read', { body: '%%%', contentType: 'application/x-unknown' }, 'event'],
  ])('gets an id and a type of %s', async (_what, post, type) => {
    const world = withFields({ mode: 'minimal' });
    const key = await process(world, post);
    const { messageId } = world.messages.items.get(key)!;
    expect(decisionOf(world)).toMatchObject({
      disposition: 'as_is',
      fields: { mode: 'minimal' },
    });
    expect(await sent(world)).toEqual([JSON.stringify({ id: messageId, type })]);
    expect(world.posted[0]!.headers['content-type']).toBe('application/json');
  });

  it('gets it in the clinical lane without anything being opened', async () => {
    const world = withFields({ mode: 'minimal' }, 'clinical-sink');
    const key = await process(world);
    const { messageId } = world.messages.items.get(key)!;
    const opened = world.wire.calls.filter((name) => name === 'vault.open').length;
    const text = JSON.stringify({ id: messageId, type: 'intake.submitted' });
    expect(await sent(world, 'clinical')).toEqual([text]);
    expect(world.wire.calls.filter((name) => name === 'vault.open')).toHaveLength(opened);
  });
});
