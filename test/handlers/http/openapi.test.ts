import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMessagesApp } from '../../../lambdas/handlers/http/messages-app.ts';
import { createSendApp } from '../../../lambdas/handlers/http/send-app.ts';
import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

interface Media {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, Media>> }>
  >;
}
interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let world: World;
beforeEach(() => {
  world = createWorld();
});

const messages = () => {
  const of = (lane: Lane) => ({
    ...world.send[lane],
    desk: world.wire.connect(`desk-${lane}`, world.outbox[lane]),
  });
  return createMessagesApp({ marketing: of('marketing'), clinical: of('clinical') });
};
const described = async () =>
  (await (await messages().request('/openapi.json')).json()) as Described;

const SEND = '/v1/messages';
const STATUS = '/v1/messages/{id}';
const RECALL = '/v1/messages/{id}/recall';

/** What is wrong with a value, by the schema that the document has at a place of its own. */
async function faults(place: string, value: unknown): Promise<string> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'openapi', ...(await described()) });
  const check = ajv.compile({ $ref: `openapi#${place}` });
  check(value);
  return check.errors ? ajv.errorsText(check.errors) : '';
}

const at = (path: string, ...rest: readonly string[]) =>
  ['', 'paths', path, ...rest]
    .map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/');

/** Sends a request, and sees whether the answer is one that the document describes. */
async function answered(path: string, method: string, id: string, body?: object, key?: string) {
  const app = path === SEND ? createSendApp(world.send) : messages();
  const answer = await app.request(path.replace('{id}', id), {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key ?? KEYS.marketing}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
  const value = (await answer.json()) as Record<string, unknown>;
  const status = String(answer.status);
  const responses = (await described()).paths[path]?.[method]?.responses;
  expect(Object.keys(responses?.[status]?.content ?? {}), `${path} ${status}`).toContain(type);
  expect(
    await faults(at(path, method, 'responses', status, 'content', type, 'schema'), value),
  ).toBe('');
  return { status: answer.status, value };
}

describe('GET /openapi.json', () => {
  it('is OpenAPI 3.1, by the rules of the standard', async () => {
    const result = await new Validator().validate({ ...(await described()) });
    expect(result).toEqual({ valid: true });
    expect((await described()).openapi).toBe('3.1.0');
  });

  it('asks for no key, also below the base URL of a covered entity', async () => {
    const own = await messages().request('/t/general-hospital/openapi.json');
    expect(await own.json()).toEqual(await described());
  });

  it('has examples that are taken as they stand', async () => {
    const examples = (await described()).paths[SEND]?.['post']?.requestBody?.content[
      'application/json'
    ]?.examples;
    expect(Object.keys(examples ?? {})).toEqual(['mail', 'text']);
    const schema = at(SEND, 'post', 'requestBody', 'content', 'application/json', 'schema');
    for (const { value } of Object.values(examples ?? {})) {
      expect(await faults(schema, value)).toBe('');
      const { status } = await answered(SEND, 'post', '', value);
      // A deployment may have nobody who sends texts.
      expect([202, 403]).toContain(status);
    }
  });

  it('describes what is answered to each kind of request', async () => {
    const mail = { channel: 'email', from: 'a@b.example', to: ['c@d.example'], subject: 'Hello' };
    const clean = { ...mail, text: 'We are open on Monday.' };
    const phi = { ...mail, text: 'Patient Walter Grace, MRN 5518820, has asthma.' };
    const sent = await answered(SEND, 'post', '', clean);
    expect(sent.status).toBe(202);
    const id = String(sent.value['messageId']);
    expect((await answered(STATUS, 'get', id)).status).toBe(200);
    const why = { why: 'sent to the wrong list' };
    expect((await answered(RECALL, 'post', id, why)).status).toBe(200);
    expect((await answered(RECALL, 'post', id, why)).status).toBe(409);
    expect((await answered(RECALL, 'post', id, { why: '' })).status).toBe(422);
    expect((await answered(RECALL, 'post', 'msg_none', why)).status).toBe(404);
    expect((await answered(STATUS, 'get', id, undefined, 'mk_x.y')).status).toBe(401);
    expect((await answered(SEND, 'post', '', phi)).status).toBe(422);
    expect((await answered(SEND, 'post', '', mail)).status).toBe(400);
    expect((await answered(SEND, 'post', '', clean, 'mk_x.y')).status).toBe(401);
  });

  it('does not take what the API refuses', async () => {
    const schema = at(SEND, 'post', 'requestBody', 'content', 'application/json', 'schema');
    for (const wrong of [
      {},
      { channel: 'fax' },
      { channel: 'sms', to: [] },
      { channel: 'email', to: ['x'] },
    ]) {
      expect(await faults(schema, wrong)).not.toBe('');
    }
  });
});
