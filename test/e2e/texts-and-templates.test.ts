import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import mailchimp from '@mailchimp/mailchimp_transactional';
import { MailService } from '@sendgrid/mail';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import * as postmark from 'postmark';
import twilio from 'twilio';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  keyForms,
  type IssuedCredential,
  type KeyForm,
} from '../../bin/commands/registry/key-forms.ts';
import { runCommand, type Ran } from '../cli/support/run-command.ts';
import { CANARY, canariesIn } from './support/canary.ts';
import { folderForAll } from './support/folders.ts';
import { startGateway, type GatewayProcess } from './support/gateway-process.ts';

const PHI = `${CANARY.name}, ${CANARY.record}, was diagnosed with pneumonia.`;
const CLEAN = 'We are open on Monday.';
const READER = '+12025550147';
const LANES = ['marketing', 'clinical'] as const;
type Lane = (typeof LANES)[number];

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
  gateway = await startGateway(join(folder, 'data'));
  keys = { marketing: await issue('marketing'), clinical: await issue('clinical') };
  const why = ['--why', 'signed at intake'];
  await done('people', 'add', '--phone', READER, ...why);
  for (const channel of ['sms', 'whatsapp']) {
    const agreed = ['--purpose', 'marketing', '--channel', channel, '--how', 'form'];
    await done('consent', 'grant', READER, ...agreed, ...why);
  }
}, 120_000);

interface Text {
  readonly to: string;
  readonly body: string;
  readonly mediaUrl?: string[];
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
  const whatsapp = { to: `whatsapp:${READER}`, from: 'whatsapp:+12025550100', body: CLEAN };

  it.each([
    ['an SMS', sms],
    ['a WhatsApp message', whatsapp],
  ])('sees %s accepted by the key of either lane', async (_what, given) => {
    for (const lane of LANES) {
      const told = await text(keys[lane], given);
      expect(told.said).toMatch(/"sid":"SM[0-9a-f]{32}","status":"queued"/);
    }
  });

  it.each<[string, Text]>([
    ['the body', { ...sms, body: PHI }],
    ['the body of a WhatsApp message', { ...whatsapp, body: PHI }],
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
      .toBe(3);
    expect(await count(CLEAN)).toBe(4);
    expect(canariesIn(await kept())).toEqual([]);
  });
});

interface Shown {
  readonly place: string;
  readonly unseen?: string;
}

/** Each client that sends by the name of a template, with its base URL changed. */
const BY_TEMPLATE: readonly {
  readonly name: string;
  readonly send: (key: IssuedCredential, data: Shown) => Promise<unknown>;
}[] = [
  {
    name: '@sendgrid/mail',
    send(issued, data) {
      const { key, baseUrl } = formOf('SendGrid', issued);
      const service = new MailService();
      service.setApiKey(key);
      const { client } = service as unknown as {
        readonly client: { setDefaultRequest(name: string, value: string): void };
      };
      client.setDefaultRequest('baseUrl', baseUrl);
      return service.send({
        ...{ from: 'hello@news.cordon.example', to: 'reader@mail.example' },
        ...{ templateId: 'd-hours', dynamicTemplateData: { ...data } },
      });
    },
  },
  {
    name: 'postmark',
    send(issued, data) {
      const { key, variables } = formOf('Postmark', issued);
      const client = new postmark.ServerClient(key, {
        requestHost: variables['POSTMARK_REQUEST_HOST'] ?? '',
        useHttps: false,
      });
      return client.sendEmailWithTemplate({
        ...{ From: 'hello@news.cordon.example', To: 'reader@mail.example' },
        ...{ TemplateAlias: 'hours-mustachio', TemplateModel: { ...data } },
      });
    },
  },
  {
    name: '@aws-sdk/client-sesv2',
    send(issued, data) {
      const { baseUrl, variables } = formOf('Amazon SES', issued);
      const client = new SESv2Client({
        ...{ endpoint: baseUrl, region: 'us-east-1' },
        credentials: {
          accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
      });
      return client.send(
        new SendEmailCommand({
          FromEmailAddress: 'hello@news.cordon.example',
          Destination: { ToAddresses: ['reader@mail.example'] },
          Content: { Template: { TemplateName: 'd-hours', TemplateData: JSON.stringify(data) } },
        }),
      );
    },
  },
  {
    name: '@mailchimp/mailchimp_transactional',
    async send(issued, data) {
      const { key, baseUrl } = formOf('Mailchimp Transactional', issued);
      const client = mailchimp(key) as unknown as {
        basePath: string;
        readonly messages: { sendTemplate(body: object): Promise<unknown> };
      };
      client.basePath = baseUrl;
      const answer = await client.messages.sendTemplate({
        template_name: 'hours-tags',
        template_content: [],
        message: {
          from_email: 'hello@news.cordon.example',
          to: [{ email: 'reader@mail.example' }],
          global_merge_vars: Object.entries({ ...data }).map(
            ([name, content]: [string, string]) => ({
              name,
              content,
            }),
          ),
        },
      });
      const [first] = answer as readonly { readonly status: string }[];
      if (first?.status !== 'queued' && first?.status !== 'sent')
        throw new Error(JSON.stringify(answer));
      return answer;
    },
  },
];

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
      const of = ['--entity', 'development-hospital', '--lane', 'marketing', 'clinical'];
      const how = ['--syntax', syntax, '--subject', 'Opening hours', '--html', file];
      await done('templates', 'store', id, ...of, ...how, '--why', 'autumn');
    }
  }, 60_000);

  describe.each(BY_TEMPLATE)('by $name', ({ send }) => {
    it('is filled in and sent by the key of either lane', async () => {
      for (const lane of LANES) await send(keys[lane], { place: 'our office' });
    });

    it.each<[string, Shown]>([
      ['shown', { place: PHI }],
      ['not shown', { place: 'our office', unseen: PHI }],
    ])(
      'with PHI that is %s is refused by the marketing key, and taken by the clinical one',
      async (_how, data) => {
        const refused = await send(keys.marketing, data).then(
          () => undefined,
          (error: unknown) => error as Error & { response?: { body?: unknown } },
        );
        const said = JSON.stringify([refused?.message, refused?.response?.body]);
        expect(said).toContain('clinical sender key');
        expect(canariesIn(said)).toEqual([]);
        await send(keys.clinical, data);
      },
    );
  });

  it('arrives as it was filled in', async () => {
    const read = async (path: string): Promise<unknown> =>
      (await fetch(`${gateway.ready.consoleUrl}/${path}`)).json();
    const sent = async () => {
      const { messages } = (await read('mailbox.json?limit=1000')) as {
        readonly messages: readonly { readonly lane: string; readonly messageId: string }[];
      };
      return messages.filter(({ lane }) => lane === 'marketing');
    };
    await expect
      .poll(async () => (await sent()).length, { timeout: 30_000, interval: 200 })
      .toBe(BY_TEMPLATE.length);
    for (const { messageId } of await sent()) {
      const { raw } = (await read(`mailbox/${messageId}.json`)) as { readonly raw: string };
      const { subject, html } = await PostalMime.parse(Buffer.from(raw, 'base64'));
      expect([subject, html]).toEqual([
        'Opening hours',
        expect.stringContaining('<p>Opening hours of our office</p>'),
      ]);
    }
  });
});
