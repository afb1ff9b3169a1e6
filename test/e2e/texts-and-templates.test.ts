import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import twilio from 'twilio';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  keyForms,
  type IssuedCredential,
  type KeyForm,
} from '../../bin/commands/registry/key-forms.ts';
import { createSendApi } from '../../lambdas/adapters/send-api.ts';
import { relayMail, RelayError } from '../../lambdas/pipeline/relay-mail.ts';
import { runCommand, tableRows, type Ran } from '../cli/support/run-command.ts';
import { CANARY, canariesIn } from './support/canary.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway, type GatewayProcess } from './support/gateway-process.ts';
import { mailbox, rawOf } from './support/mailbox.ts';
import { TEMPLATE_CLIENTS, type Shown } from './support/template-clients.ts';
import { openClock } from './support/moving-clock.ts';

const PHI = `${CANARY.name}, ${CANARY.record}, was diagnosed with pneumonia.`;
const CLEAN = 'We are open on Monday.';
/** A text that is stored, with a name to fill in. */
const CONTENT = `HX${'a1'.repeat(16)}`;
const READER = '+12025550147';
const LANES = ['marketing', 'clinical'] as const;
type Lane = (typeof LANES)[number];
const OF_BOTH = ['--entity', 'development-hospital', '--lane', ...LANES];

let folder: string;
let gateway: GatewayProcess;
let keys: Readonly<Record<Lane, IssuedCredential>>;

const cordon = (...words: readonly string[]): Promise<Ran> =>
  runCommand(...words, '--data', gateway.ready.dataFolder);

/** Runs a command that must succeed. */
async function done(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await cordon(...words);
  if (code !== 0) throw new Error(err);
  return out;
}

async function issue(lane: Lane): Promise<IssuedCredential> {
  const channels = ['email', 'sms', 'whatsapp'].flatMap((name) => ['--channel', name]);
  const of = ['--entity', 'development-hospital', '--lane', lane, '--purpose', lane];
  const out = await done('keys', 'add', ...of, ...channels, '--why', 'a new program', '--json');
  return JSON.parse(out) as IssuedCredential;
}

function formOf(api: string, key: IssuedCredential): KeyForm {
  const form = keyForms(key, gateway.ready.url).find((one) => one.api === api);
  if (form === undefined) throw new Error(`there is no form for ${api}`);
  return form;
}

beforeAll(async () => {
  folder = await folderForAll();
  gateway = await startGateway(join(folder, 'data'), ['--movable-clock']);
  keys = { marketing: await issue('marketing'), clinical: await issue('clinical') };
  const why = ['--why', 'signed at intake'];
  await done('people', 'add', '--phone', READER, ...why);
  for (const channel of ['sms', 'whatsapp']) {
    const agreed = ['--purpose', 'marketing', '--channel', channel, '--how', 'form'];
    await done('consent', 'grant', READER, ...agreed, ...why);
  }
  const file = join(folder, 'content.txt');
  await writeFile(file, 'Open for {{1}}.');
  const how = ['--syntax', 'handlebars', '--text', file, '--why', 'autumn'];
  await done('templates', 'store', CONTENT, ...OF_BOTH, ...how);
}, 120_000);

interface Text {
  readonly to: string;
  readonly body?: string;
  readonly mediaUrl?: string[];
  readonly contentSid?: string;
  readonly contentVariables?: string;
}
interface Told {
  readonly code?: number;
  readonly status?: number;
  readonly message?: string;
}

/** What twilio's client, with its base URL changed, tells the application. */
async function text(key: IssuedCredential, given: Text): Promise<Told & { said: string }> {
  const { baseUrl, variables } = formOf('Twilio', key);
  const client = twilio(variables['TWILIO_ACCOUNT_SID'], variables['TWILIO_AUTH_TOKEN']);
  client.api.baseUrl = baseUrl;
  try {
    const { sid, status } = await client.messages.create({ from: '+12025550100', ...given });
    return { said: JSON.stringify({ sid, status }) };
  } catch (error) {
    const told = error as Told & Error;
    const said = JSON.stringify([told.message, told.stack, error]);
    return { code: told.code ?? 0, status: told.status ?? 0, message: told.message, said };
  }
}

describe('twilio, with its base URL changed', () => {
  const sms = { to: READER, body: CLEAN };
  const filled = (place: string) => ({
    ...{ to: READER, contentSid: CONTENT },
    contentVariables: JSON.stringify({ 1: place }),
  });
  const whatsapp = { to: `whatsapp:${READER}`, from: 'whatsapp:+12025550100', body: CLEAN };

  it.each([
    ['an SMS', sms],
    ['a WhatsApp message', whatsapp],
    ['a stored text that is filled in', filled('our office')],
  ])('sees %s accepted by the key of either lane', async (_what, given) => {
    for (const lane of LANES) {
      const told = await text(keys[lane], given);
      expect(told.said).toMatch(/"sid":"SM[0-9a-f]{32}","status":"queued"/);
    }
  });

  it.each<[string, Text]>([
    ['the body', { ...sms, body: PHI }],
    ['the body of a WhatsApp message', { ...whatsapp, body: PHI }],
    ['what a stored text is filled in with', filled(PHI)],
    [
      'the address of media',
      { ...sms, mediaUrl: [`https://files.clinic.example/${encodeURIComponent(PHI)}.png`] },
    ],
  ])(
    'sees PHI in %s refused by the marketing key, and out of the air by the clinical one',
    async (_what, given) => {
      const refused = await text(keys.marketing, given);
      expect([refused.status, refused.code]).toEqual([400, 30007]);
      expect(refused.message).toContain('clinical sender key');
      expect(canariesIn(refused.said)).toEqual([]);
      // It waits in the portal, or for review: the text itself goes to nobody.
      expect((await text(keys.clinical, given)).said).toContain('"sid"');
    },
  );

  it('sees a wrong key and another’s account refused', async () => {
    const other = { credential: `mk_nobody0001.${'n'.repeat(43)}`, signingSecret: 'x' };
    expect(await text(other, { ...sms, body: PHI })).toMatchObject({ status: 401, code: 20003 });
    const { baseUrl, variables } = formOf('Twilio', keys.clinical);
    const client = twilio(variables['TWILIO_ACCOUNT_SID'], keys.marketing.credential);
    client.api.baseUrl = baseUrl;
    await expect(client.messages.create({ from: READER, ...sms })).rejects.toMatchObject({
      status: 401,
    });
  });

  it('sees what is malformed, and nothing of it repeated', async () => {
    const told = await text(keys.marketing, { to: CANARY.name, body: PHI });
    expect([told.status, told.code]).toEqual([400, 21211]);
    expect(canariesIn(told.said)).toEqual([]);
  });

  it('sends by the lane’s upstream what was clean, once, and nothing else but notices', async () => {
    const kept = async () => {
      const answer = await fetch(`${gateway.ready.consoleUrl}/texts.json`);
      return await answer.text();
    };
    const count = async (words: string) => (await kept()).split(words).length - 1;
    // Those that tell of the portal are the last: what was sent before them is there by then.
    await expect
      .poll(() => count('has left you a secure message'), { timeout: 30_000, interval: 200 })
      .toBe(4);
    expect([await count(CLEAN), await count('Open for our office.')]).toEqual([4, 2]);
    expect(canariesIn(await kept())).toEqual([]);
  });
});

describe('a stored template', () => {
  beforeAll(async () => {
    const parts: readonly (readonly [string, string, string])[] = [
      ['d-hours', 'handlebars', '{{place}}'],
      ['hours-mustachio', 'mustachio', '{{place}}'],
      ['hours-tags', 'merge-tags', '*|PLACE|*'],
    ];
    for (const [id, syntax, place] of parts) {
      const file = join(folder, `${id}.html`);
      await writeFile(file, `<p>Opening hours of ${place}</p>`);
      const how = ['--syntax', syntax, '--subject', 'Opening hours', '--html', file];
      await done('templates', 'store', id, ...OF_BOTH, ...how, '--why', 'autumn');
    }
  }, 60_000);

  describe.each(TEMPLATE_CLIENTS)('by $name', (client) => {
    const send = (key: IssuedCredential, data: Shown) => client.send(formOf(client.api, key), data);

    /** What the application could log of a refusal. */
    const refusal = async (key: IssuedCredential, data: Shown) => {
      const error = await send(key, data).then(
        () => undefined,
        (thrown: unknown) => thrown as Error & { response?: { body?: unknown }; details?: string },
      );
      expect(error).toBeInstanceOf(Error);
      return JSON.stringify([error?.name, error?.message, error?.response?.body, error?.details]);
    };

    it('is filled in and sent by the key of either lane', async () => {
      for (const lane of LANES) await send(keys[lane], { place: 'our office' });
    });

    it('is not sent by a wrong key', async () => {
      const other = { credential: `mk_nobody0001.${'n'.repeat(43)}`, signingSecret: 'x' };
      expect(canariesIn(await refusal(other, { place: PHI }))).toEqual([]);
    });

    it.each<[string, Shown]>([
      ['shown', { place: PHI }],
      ['not shown', { place: 'our office', unseen: PHI }],
    ])(
      'with PHI that is %s is refused by the marketing key, and taken by the clinical one',
      async (_how, data) => {
        const said = await refusal(keys.marketing, data);
        expect(said).toContain('clinical sender key');
        expect(canariesIn(said)).toEqual([]);
        await send(keys.clinical, data);
      },
    );
  });

  it('arrives as it was filled in', async () => {
    const { consoleUrl } = gateway.ready;
    const sent = async () => (await mailbox(consoleUrl)).filter(({ lane }) => lane === 'marketing');
    await expect
      .poll(async () => (await sent()).length, { timeout: 30_000, interval: 200 })
      .toBe(TEMPLATE_CLIENTS.length);
    for (const mail of await sent()) {
      const { subject, html } = await PostalMime.parse(await rawOf(consoleUrl, mail));
      expect([subject, html]).toEqual([
        'Opening hours',
        expect.stringContaining('<p>Opening hours of our office</p>'),
      ]);
    }
  });
});

describe('cordon templates', () => {
  const why = ['--why', 'moved here'];
  const lines = async (...entries: readonly unknown[]) => {
    const path = join(folder, 'templates.jsonl');
    await writeFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return path;
  };
  const of = { entityId: 'development-hospital', lanes: ['marketing'] };
  const taken = { ...of, id: 'moved', syntax: 'handlebars', subject: 'Hours', text: 'At {{hour}}' };

  it('lists what is stored, and shows one with what it is made of', async () => {
    const stored = await done('templates', 'list');
    expect(tableRows(stored)).toEqual(
      expect.arrayContaining([
        ['d-hours', of.entityId, 'marketing, clinical', 'handlebars', '1'],
        ['hours-tags', of.entityId, 'marketing, clinical', 'merge-tags', '1'],
      ]),
    );
    const shown: unknown = JSON.parse(await done('templates', 'show', 'd-hours', '--json'));
    expect(shown).toMatchObject({
      ...{ id: 'd-hours', version: 1, why: 'autumn' },
      entry: { subject: 'Opening hours', html: '<p>Opening hours of {{place}}</p>' },
    });
    expect(await cordon('templates', 'show', 'nobodys')).toMatchObject({ code: 1, out: '' });
  });

  it('imports all lines of a file, and what it exports itself', async () => {
    const file = await lines({ ...of, id: 'moved-too', sameAs: 'moved' }, taken);
    expect(await done('templates', 'import', file, ...why)).toContain('Created 2, changed 0');
    const changed = await lines(taken, { ...taken, id: 'third' }, { ...taken, text: 'Now' });
    expect((await cordon('templates', 'import', changed, ...why)).code).toBe(1);
    const exported = join(folder, 'exported.jsonl');
    await writeFile(exported, await done('templates', 'export'));
    expect(await done('templates', 'import', exported, ...why)).toBe(
      'Created 0, changed 0, left 6 as they were.\n',
    );
  });

  it('imports none where one is no template or is about somebody, and repeats nothing of it', async () => {
    const good = { ...taken, id: 'good' };
    for (const [wrong, says] of [
      [{ ...good, id: 'wrong', text: '{{#if hour}}' }, 'line 2, /text'],
      [{ ...good, id: 'wrong', text: PHI }, 'line 2, /text'],
      [{ ...good, id: 'wrong', sample: { hour: PHI } }, 'line 2, /sample'],
      [{ ...of, id: 'wrong', sameAs: 'nobodys' }, 'line 2, /sameAs'],
    ] as const) {
      const file = await lines(good, wrong);
      const { code, out, err } = await cordon('templates', 'import', file, ...why);
      expect([code, out, err]).toEqual([1, '', expect.stringContaining(says)]);
      expect(canariesIn(err)).toEqual([]);
    }
    expect(await done('templates', 'export')).not.toMatch(/"good"|"wrong"/);
  });
});

describe('a mail that was put down with its envelope, as SES does', () => {
  const lines = (text: string) => ['From: a@b.example', 'To: shown@dropped.example', '', text, ''];
  /** Hands it on as the function does that AWS runs, until it is dealt with. */
  async function relay(key: string, text: string, credential: string, path = 'v1/messages') {
    const removed: string[] = [];
    await relayMail(key, {
      mail: {
        read: () => Promise.resolve(Buffer.from(lines(text).join('\r\n'))),
        envelopeOf: () =>
          Promise.resolve({ kind: 'known', recipients: ['blind@dropped.example'] } as const),
        remove: (gone) => Promise.resolve(void removed.push(gone)),
      },
      api: createSendApi(`${gateway.ready.url}/${path}`),
      senderKey: () => Promise.resolve(credential),
      settings: { fromAddress: 'no-reply@b.example', refusalsTo: 'platform@dropped.example' },
    });
    return removed;
  }
  const takenBy = async () =>
    (await mailbox(gateway.ready.consoleUrl)).flatMap(({ to }) => to).toSorted();

  it('goes to the recipients of the dialogue, once, and its refusal to one address', async () => {
    const { credential } = keys.marketing;
    const handOn = async (key: string, text: string) => {
      expect(await relay(key, text, credential)).toEqual([key]);
    };
    await handOn('mail-1', CLEAN);
    await handOn('mail-2', PHI);
    // As after a crash between the answer and the removal.
    await handOn('mail-1', CLEAN);
    await handOn('mail-2', PHI);
    const expected = ['blind@dropped.example', 'platform@dropped.example'];
    const ours = async () => (await takenBy()).filter((to) => to.endsWith('@dropped.example'));
    await expect.poll(ours, { timeout: 20_000 }).toEqual(expected);
  });

  it.each([
    ['the key is not known', 'v1/messages', 'mk_nobody0001.nnnn'],
    ['something else answers', 'v1/nothing', undefined],
  ])('stays where %s', async (_why, path, other) => {
    const relayed = relay('mail-3', CLEAN, other ?? keys.marketing.credential, path);
    await expect(relayed).rejects.toBeInstanceOf(RelayError);
  });
});

describe('a scheduled message', () => {
  const HOUR = 3_600_000;
  const mail = { channel: 'email', subject: 'Opening hours', text: CLEAN };

  async function post(lane: Lane, message: object): Promise<string> {
    const answer = await fetch(`${gateway.ready.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${keys[lane].credential}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(message),
    });
    const told = (await answer.json()) as { readonly messageId: string };
    expect([answer.status, told]).toEqual([202, expect.objectContaining({ status: 'accepted' })]);
    return told.messageId;
  }

  it('waits, and leaves when it is due if it still may', async () => {
    const clock = await openClock(gateway.ready.consoleUrl);
    const sendAt = new Date(clock.now() + 24 * HOUR).toISOString();
    const news = { ...mail, from: 'hello@news.cordon.example', sendAt };
    const care = { ...mail, from: 'hello@care.cordon.example', text: PHI, sendAt };
    const ids = {
      sent: await post('marketing', { ...news, to: ['stays@mail.example'] }),
      refused: await post('marketing', { ...news, to: ['leaves@mail.example'] }),
      recalled: await post('marketing', { ...news, to: ['stays@mail.example'] }),
      care: await post('clinical', { ...care, to: ['patient@mail.example'] }),
    };
    const { baseUrl, variables } = formOf('Twilio', keys.marketing);
    const client = twilio(variables['TWILIO_ACCOUNT_SID'], variables['TWILIO_AUTH_TOKEN']);
    client.api.baseUrl = baseUrl;
    const { status } = await client.messages.create({
      ...{ to: READER, body: 'Scheduled.', messagingServiceSid: `MG${'a'.repeat(32)}` },
      ...{ scheduleType: 'fixed', sendAt: new Date(sendAt) },
    });
    expect(status).toBe('scheduled');
    for (const id of Object.values(ids)) {
      expect(await done('messages', 'show', id)).toContain(`scheduled for ${sendAt}`);
    }
    await done('messages', 'recall', ids.recalled, '--why', 'a mistake');
    const why = ['--why', 'asked by mail'];
    await done('people', 'add', '--email', 'leaves@mail.example', ...why);
    const no = ['--purpose', 'marketing', '--how', 'form', ...why];
    await done('consent', 'refuse', 'leaves@mail.example', ...no);
    await clock.moveTo(Date.parse(sendAt) + 1000);
    const out = '(?:sent|delivered)';
    const wanted = { sent: out, refused: 'refused', recalled: 'recalled', care: out };
    for (const [name, state] of Object.entries(wanted)) {
      const id = ids[name as keyof typeof ids];
      await expect
        .poll(() => done('messages', 'show', id), { timeout: 30_000, interval: 200 })
        .toMatch(new RegExp(`│ 1 +│ ${state} `));
    }
    expect(await done('messages', 'show', ids.refused)).toContain('opted-out');
    const texts = await fetch(`${gateway.ready.consoleUrl}/texts.json`);
    expect(await texts.text()).toContain('Scheduled.');
  }, 120_000);
});
