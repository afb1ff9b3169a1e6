import { describe, expect, it } from 'vitest';
import { createDecisionsApp } from '../../lambdas/handlers/http/decisions-app.ts';
import { createSendApp } from '../../lambdas/handlers/http/send-app.ts';
import { createWebhookApp } from '../../lambdas/handlers/http/webhook-app.ts';
import { createHandler } from '../../lambdas/handlers/inbound-worker/work.ts';
import { MAX_RECEIVES } from '../../lambdas/handlers/sqs-handler.ts';
import { writeWorkBody } from '../../lambdas/adapters/aws/shared/work-body.ts';
import { standardHeaders } from '../core/verify/signed-request.ts';
import { runToEnd } from './fakes/drive.ts';
import { INTAKE_SECRET, KEYS } from './fakes/registry.ts';
import { INTAKE_BODY, PATIENT } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const PHI = `${PATIENT.name}, born ${PATIENT.born}, MRN ${PATIENT.mrn}, SSN ${PATIENT.ssn}, has pneumonia`;
/** Pieces of the invented patient; each is as telling as the whole. */
const CANARIES = ['Zebediah', 'Quill', 'zquill', '1947-03-19', '0093315', '219-09-9999'];

function expectNoCanary(what: string, said: string): void {
  for (const canary of CANARIES) {
    expect(said.toLowerCase().includes(canary.toLowerCase()), `${what} holds ${canary}`).toBe(
      false,
    );
  }
}

/** What people other than the receivers get to see. */
function expectQuiet(world: World): void {
  expect(world.events.length).toBeGreaterThan(0);
  expectNoCanary('the log', JSON.stringify(world.events));
  expectNoCanary('the ledger', JSON.stringify([...world.ledger.records.values()]));
  expectNoCanary('the quarantine', JSON.stringify([...world.quarantine.held.values()]));
  const deliveries = [...world.outbox.marketing.items.values()];
  for (const { body, ...item } of deliveries) {
    expectNoCanary('a marketing delivery', JSON.stringify(item));
    if (body.kind === 'clear') {
      expectNoCanary('a marketing body', Buffer.from(body.bytes).toString());
    }
  }
  const clinical = [...world.outbox.clinical.items.values()];
  expectNoCanary('a clinical delivery', JSON.stringify(clinical));
  expectNoCanary('the queues', JSON.stringify([world.inbound, world.deliveries]));
  const toMarketing = world.posted.filter(({ url }) => url.includes('marketing'));
  expectNoCanary(
    'a post to marketing',
    JSON.stringify(toMarketing.map(({ body, ...rest }) => [Buffer.from(body).toString(), rest])),
  );
}

async function webhook(
  world: World,
  body: string,
  change: Readonly<Record<string, string>> = {},
  path = '/webhooks/intake',
): Promise<void> {
  const seconds = Math.floor(world.now().getTime() / 1000);
  const signed = standardHeaders(
    `id-${String(world.wire.calls.length)}`,
    seconds,
    body,
    INTAKE_SECRET,
  );
  const answer = await createWebhookApp(world.accept, 'https://gateway.example').request(path, {
    method: 'POST',
    headers: { ...signed, 'content-type': 'application/json', ...change },
    body,
  });
  expectNoCanary('an answer', JSON.stringify([await answer.text(), ...answer.headers]));
}

async function message(world: World, path: string, key: string, body: unknown): Promise<number> {
  const answer = await createSendApp(world.send).request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expectNoCanary('an answer', JSON.stringify([await answer.text(), ...answer.headers]));
  return answer.status;
}

const MAIL = {
  channel: 'email',
  from: { address: 'desk@care.clinic.example', name: PATIENT.name },
  to: [{ address: PATIENT.email, name: PATIENT.name }],
  subject: `About ${PATIENT.name}`,
  text: PHI,
  html: `<p title="${PHI}">${PHI}</p>`,
  headers: { 'X-Note': PHI },
  metadata: { note: PHI, [PATIENT.name]: PATIENT.mrn },
  attachments: [
    {
      filename: `${PATIENT.name}.txt`,
      contentType: 'text/plain',
      content: Buffer.from(PHI).toString('base64'),
    },
  ],
};

describe('nothing about a patient is seen where it has no business', () => {
  it('when webhooks are taken, read or not, and delivered', async () => {
    const world = createWorld();
    await webhook(world, INTAKE_BODY);
    await webhook(world, `{"${PATIENT.name}": "${PHI}", "list": [{"${PATIENT.mrn}": 1}]}`);
    await webhook(world, `{"name": "${PATIENT.name}`);
    await webhook(world, PHI, { 'content-type': 'text/plain' });
    await webhook(world, PHI, { 'content-type': `text/${PATIENT.name}` });
    await webhook(world, INTAKE_BODY, {
      'content-type': `application/json; name="${PATIENT.name}"`,
    });
    await webhook(world, new URLSearchParams({ name: PATIENT.name, note: PHI }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    await runToEnd(world);
    expect(world.posted.length).toBeGreaterThan(6);
    expectQuiet(world);
  });

  it('when webhooks are refused', async () => {
    const world = createWorld();
    await webhook(world, INTAKE_BODY, { 'webhook-signature': `v1,${PATIENT.name}` });
    await webhook(world, INTAKE_BODY, { 'webhook-id': PATIENT.name, 'webhook-timestamp': '1' });
    await webhook(world, INTAKE_BODY, {}, `/webhooks/${encodeURIComponent(PATIENT.name)}`);
    await webhook(world, PHI.repeat(2000));
    expect(world.messages.items.size).toBe(0);
    expectQuiet(world);
  });

  it('when destinations and mail services repeat it in what they answer', async () => {
    const world = createWorld();
    await webhook(world, INTAKE_BODY);
    world.answers.post = () => {
      throw new Error(PHI);
    };
    await message(world, '/v1/messages', KEYS.clinical, MAIL);
    world.answers.mail = () => {
      throw new Error(PHI);
    };
    await runToEnd(world);
    const states = [...world.outbox.clinical.items.values()].map(({ state }) => state);
    expect(states).toEqual(['dead', 'dead']);
    expectQuiet(world);
  });

  it('when processing fails for good', async () => {
    const world = createWorld();
    await webhook(world, INTAKE_BODY);
    const [key] = world.inbound.drain();
    const handle = createHandler({
      ...world.worker,
      vault: { open: () => Promise.reject(new Error(PHI)) },
    });
    for (const receives of [1, MAX_RECEIVES]) {
      await handle({
        Records: [
          {
            messageId: 'sqs-1',
            body: writeWorkBody(key!),
            attributes: { ApproximateReceiveCount: String(receives) },
          } as never,
        ],
      });
    }
    expect(world.quarantine.held.size).toBe(1);
    expectQuiet(world);
  });

  it('when messages are refused, accepted, held, malformed or unauthenticated', async () => {
    const world = createWorld();
    const mail = (change: object) => ({ ...MAIL, ...change });
    const sendgrid = {
      personalizations: [
        {
          to: [{ email: PATIENT.email, name: PATIENT.name }],
          substitutions: { [PATIENT.name]: PHI },
          custom_args: { [PATIENT.name]: PHI },
        },
      ],
      from: { email: 'desk@care.clinic.example' },
      subject: PHI,
      content: [{ type: 'text/plain', value: PHI }],
    };
    const statuses = [
      await message(world, '/v1/messages', KEYS.marketing, MAIL),
      await message(world, '/v3/mail/send', KEYS.marketing, sendgrid),
      await message(world, '/v1/messages', KEYS.clinical, MAIL),
      await message(world, '/v1/messages', KEYS.clinical, mail({ purpose: 'marketing' })),
      await message(world, '/v1/messages', KEYS.marketing, mail({ to: [PATIENT.name] })),
      await message(world, '/v1/messages', KEYS.marketing, mail({ [PATIENT.name]: PHI })),
      await message(world, '/v1/messages', KEYS.marketing, `{"subject": "${PHI}`),
      await message(world, '/v3/mail/send', KEYS.marketing, { ...sendgrid, from: PHI }),
      await message(world, '/v1/messages', PATIENT.name, MAIL),
    ];
    expect(statuses).toEqual([422, 422, 202, 202, 400, 400, 400, 400, 401]);
    await runToEnd(world);
    expect(world.mailed).toHaveLength(1);
    expectQuiet(world);
  });

  it('when any service fails with it in its error', async () => {
    for (const call of [
      'ledger.append',
      'vault.seal',
      'outbox-clinical.put',
      'registry.accessKey',
    ]) {
      const world = createWorld();
      world.wire.pause = async (name) => {
        if (name === call) throw new Error(PHI);
      };
      expect(await message(world, '/v1/messages', KEYS.clinical, MAIL)).toBe(503);
      await webhook(world, INTAKE_BODY);
      expectQuiet(world);
    }
  });

  it('when decisions are listed', async () => {
    const world = createWorld();
    await webhook(world, INTAKE_BODY);
    await message(world, '/v1/messages', KEYS.marketing, MAIL);
    await runToEnd(world);
    const app = createDecisionsApp({
      registry: world.accept.registry,
      keyUse: world.send.marketing.keyUse,
      clock: world.accept.clock,
      ledger: world.ledger,
      log: world.accept.log,
    });
    const headers = { authorization: `Bearer ${KEYS.audit}` };
    const answer = await app.request('/v1/decisions', { headers });
    const body = await answer.text();
    expect((JSON.parse(body) as { decisions: unknown[] }).decisions).toHaveLength(3);
    expectNoCanary('the list', body);
    const odd = await app.request(`/v1/decisions?${encodeURIComponent(PATIENT.name)}=1`, {
      headers,
    });
    expectNoCanary('an answer', await odd.text());
    expectQuiet(world);
  });
});
