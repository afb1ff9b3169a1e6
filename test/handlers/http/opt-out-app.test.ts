import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOptOutApp } from '../../../lambdas/handlers/http/opt-out-app.ts';
import {
  credential,
  MARKETING_SENDER,
  OFFICER,
  type PeopleWorld,
  SENDER,
  startPeople,
} from './people-world.ts';

let world: PeopleWorld;
let app: ReturnType<typeof createOptOutApp>;

beforeAll(async () => {
  world = await startPeople();
  app = createOptOutApp(world.deps);
});
afterAll(() => world.running.close());

const FORM = 'application/x-www-form-urlencoded';
const pathFor = async (address: string) => {
  const target = { address, purpose: 'marketing', entityId: 'general-hospital' } as const;
  return new URL(await world.links.linkFor(target)).pathname;
};
const click = async (path: string, body = 'List-Unsubscribe=One-Click', type = FORM) =>
  app.request(path, { method: 'POST', headers: { 'content-type': type }, body });
const text = async (from: string, words: string, authorization?: string) =>
  app.request('/v1/inbound-texts', {
    method: 'POST',
    headers: {
      'content-type': FORM,
      authorization: authorization ?? `Bearer ${credential(SENDER)}`,
    },
    body: new URLSearchParams({ From: from, Body: words, To: '+12025550100' }).toString(),
  });

describe('the link in a message (RFC 8058)', () => {
  it('opts out by one click, at once and in both lanes, and again without harm', async () => {
    expect(await world.maySend('one@example.com', 'email')).toBe(true);
    const path = await pathFor('One@Example.com');
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await click(path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('You are unsubscribed');
    }
    expect(await world.maySend('one@example.com', 'email')).toBe(false);
    const { person, ...facts } = await world.ask('one@example.com', 'email', 'marketing');
    expect(facts).toMatchObject({ consent: 'refused' });
    const { entry, version } = (await world.deps.store.get('person', person!))!;
    expect(version).toBe(1);
    expect(entry.optOuts).toMatchObject([
      { purpose: 'marketing', channel: 'email', how: 'one_click' },
    ]);
  });

  it('counts for the subaddresses of the mailbox, which are other ways to write it', async () => {
    await click(await pathFor('tags@example.com'));
    expect(await world.maySend('tags+offers@example.com', 'email')).toBe(false);
    const facts = await world.ask('Tags+Offers@example.com', 'email', 'marketing');
    expect(facts).toMatchObject({ consent: 'refused', confidential: 'honored' });
    expect(facts).not.toHaveProperty('person');
    expect(await world.maySend('tag+s@example.com', 'email')).toBe(true);
    await click(await pathFor('part+one@example.com'));
    expect(await world.maySend('part+one@example.com', 'email')).toBe(false);
    expect(await world.maySend('part@example.com', 'email')).toBe(true);
  });

  it('says nothing about messages of another kind', async () => {
    await click(await pathFor('kind@example.com'));
    expect(await world.maySend('kind@example.com', 'email', 'general_business')).toBe(true);
  });

  it('is a form of either kind', async () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    const answer = await click(
      await pathFor('parts@example.com'),
      body,
      'multipart/form-data; boundary=x',
    );
    expect(answer.status).toBe(200);
    expect(await world.maySend('parts@example.com', 'email')).toBe(false);
  });

  it('asks whoever opens it, and opts nobody out who only looks', async () => {
    const path = await pathFor('look@example.com');
    for (const method of ['GET', 'HEAD']) {
      const answer = await app.request(path, { method });
      expect(answer.status).toBe(200);
    }
    const shown = await (await app.request(path)).text();
    expect(shown).toContain('<form method="post">');
    expect(shown).toContain('name="List-Unsubscribe" value="One-Click"');
    expect(shown).not.toContain('look@');
    expect((await click(path, '')).status).toBe(400);
    expect((await click(path, 'x'.repeat(5000))).status).toBe(400);
    expect(await world.maySend('look@example.com', 'email')).toBe(true);
  });

  it('does not say that it is done where the address cannot be read', async () => {
    const answer = await click(await pathFor('not an address'));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link does not work');
  });

  it('names nobody, and cannot be guessed or altered', async () => {
    const path = await pathFor('jane@example.com');
    expect(Buffer.from(path.slice(3), 'base64url').toString('latin1')).not.toContain('jane');
    expect(await pathFor('jane@example.com')).not.toBe(path);
    const bytes = Buffer.from(path.slice(3), 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    for (const wrong of [`/u/${bytes.toString('base64url')}`, '/u/x', `/u/${'A'.repeat(9000)}`]) {
      const answer = await click(wrong);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link does not work');
    }
  });
});

describe('a text from a recipient', () => {
  it('opts out of texts at once and in both lanes, by any of the words', async () => {
    const number = '+12025550111';
    expect(await world.maySend(number, 'sms', 'general_business')).toBe(true);
    const answer = await text('(202) 555-0111', 'Stop texting me!');
    expect([answer.status, await answer.json()]).toEqual([200, { meaning: 'opted_out' }]);
    expect(await world.maySend(number, 'sms', 'general_business')).toBe(false);
    expect(await world.ask(number, 'sms', 'device_alert')).toMatchObject({ consent: 'refused' });
    expect(await world.ask(number, 'whatsapp', 'clinical')).toMatchObject({ consent: 'not_asked' });
  });

  it('undoes by START what STOP did', async () => {
    const number = '+12025550112';
    await text(number, 'STOP');
    expect(await (await text(number, 'START')).json()).toEqual({ meaning: 'opted_in' });
    expect(await world.ask(number, 'sms', 'clinical')).toMatchObject({ consent: 'not_asked' });
    expect(await world.maySend(number, 'sms', 'marketing')).toBe(false);
  });

  it('that says START is not heard from the marketing side, which gains by it', async () => {
    const number = '+12025550119';
    await text(number, 'STOP', `Bearer ${credential(MARKETING_SENDER)}`);
    expect(await world.maySend(number, 'sms', 'general_business')).toBe(false);
    const answer = await text(number, 'START', `Bearer ${credential(MARKETING_SENDER)}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { type: 'urn:cordon:problem:beyond-key' },
    ]);
    expect(await world.maySend(number, 'sms', 'general_business')).toBe(false);
  });

  it.each([
    ['HELP', 'help'],
    ['See you on Tuesday', 'none'],
  ])('that says "%s" changes nothing', async (words, meaning) => {
    expect(await (await text('+12025550113', words)).json()).toEqual({ meaning });
    expect(await world.ask('+12025550113', 'sms', 'clinical')).not.toHaveProperty('person');
  });

  it('may come with a key as user and password, and with no other key', async () => {
    const basic = (id: string) =>
      `Basic ${Buffer.from(credential(id).replace('.', ':')).toString('base64')}`;
    expect((await text('+12025550114', 'STOP', basic(SENDER))).status).toBe(200);
    for (const wrong of [basic(OFFICER), 'Bearer x', 'Basic !', '']) {
      expect((await text('+12025550114', 'STOP', wrong)).status).toBe(401);
    }
  });

  it('is refused when it cannot be read, without repeating it', async () => {
    const answer = await app.request('/v1/inbound-texts', {
      method: 'POST',
      headers: { authorization: `Bearer ${credential(SENDER)}`, 'content-type': FORM },
      body: 'Body=STOP%20canary',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('canary');
    expect(await (await text('not a number', 'STOP')).json()).toEqual({
      meaning: 'unreadable_address',
    });
  });
});

describe('what is kept of it', () => {
  it('is no address, neither in the table nor in the ledger', async () => {
    const kept = `${await world.dump('people')}\n${await world.dump('decisions')}`;
    expect(kept).toContain('prs_');
    expect(kept).toContain('opt-out by a keyword in a text message');
    expect(kept).not.toMatch(/example\.com|2025550|@/i);
    expect(JSON.stringify(world.events)).not.toMatch(/example\.com|2025550/);
  });
});
