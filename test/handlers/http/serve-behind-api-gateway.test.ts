import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../lambdas/handlers/http/serve.ts';

const app = new Hono()
  .get('/v1/deliveries/:id', (c) => c.text(`delivery ${c.req.param('id')}`))
  .get('/v1/quarantine', (c) => c.text('what is held'))
  .get('/v1/quarantine/:id', (c) => c.text(`held ${c.req.param('id')}`));
const handler = serve(app);

/** As API Gateway asks: the path as it was sent. */
async function ask(asked: string): Promise<string> {
  const event = {
    ...{ httpMethod: 'GET', path: asked, headers: { host: 'api.example' }, body: null },
    ...{ multiValueHeaders: {}, multiValueQueryStringParameters: null },
    ...{ isBase64Encoded: false, requestContext: { requestId: '1' } },
  } as unknown as APIGatewayProxyEvent;
  const answer: unknown = await handler(event as never);
  const { statusCode, body } = answer as { readonly statusCode: number; readonly body: string };
  return statusCode === 200 ? body : String(statusCode);
}

it('is how every function behind API Gateway answers', async () => {
  const folder = path.join(import.meta.dirname, '../../../lambdas/handlers');
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && file !== 'http/serve.ts');
  for (const file of sources) {
    expect(await readFile(path.join(folder, file), 'utf8'), file).not.toContain('hono/aws-lambda');
  }
});

describe('a path behind API Gateway', () => {
  it.each([
    ['/v1/deliveries/msg_1~crm', 'delivery msg_1~crm'],
    ['/v1/deliveries/msg_1%7Ecrm', 'delivery msg_1~crm'],
    ['/v1/deliveries/a%2Fb', 'delivery a/b'],
    ['/v1/deliveries/a b', 'delivery a b'],
    ['/v1/deliveries/a..b', 'delivery a..b'],
    ['/v1/quarantine/x', 'held x'],
    ['/v1/nothing', '404'],
  ])('%j is answered: %s', async (asked, answer) => {
    expect(await ask(asked)).toBe(answer);
  });

  it.each([
    '/v1/deliveries/../quarantine/x',
    '/v1/deliveries/%2e%2e/quarantine/x',
    '/v1/deliveries/.%2E/quarantine/x',
    '/v1/deliveries/x/../../quarantine',
    '/v1/deliveries/..\\quarantine\\x',
    '/v1/deliveries\\..\\quarantine',
    '/v1/deliveries/.\t./quarantine/x',
    '/v1/deliveries/./../quarantine/x',
    '/v1/quarantine?/../deliveries/x',
    '/v1/quarantine#/../deliveries/x',
  ])('%j leads to no other one', async (asked) => {
    expect(await ask(asked)).toBe('404');
  });
});
