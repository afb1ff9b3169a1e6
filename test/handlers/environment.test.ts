import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fields, parseEnvironment } from '../../lambdas/handlers/environment-fields.ts';
import { lambdaHost } from '../../lambdas/handlers/lambda-host.ts';

type Read = (env: Readonly<Record<string, string | undefined>>) => Readonly<Record<string, string>>;

const HANDLERS = path.join(import.meta.dirname, '..', '..', 'lambdas', 'handlers');

/** Every function, with what reads its environment. */
const functions = await Promise.all(
  readdirSync(HANDLERS, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'environment.ts')
    .map(async (file) => {
      const url = pathToFileURL(path.join(HANDLERS, file)).href;
      const module = (await import(url)) as { readEnvironment: Read };
      return { name: path.dirname(file), read: module.readEnvironment };
    }),
);

const COMPLETE: Record<string, string> = Object.fromEntries(
  Object.keys(fields).map((name) => [name, sampleOf(name)]),
);

function sampleOf(name: string): string {
  if (/_QUEUE_|_URL$/.test(name)) return 'https://sqs.us-east-1.example/1/queue';
  if (/_KEY_|_ARN$/.test(name)) return 'arn:aws:kms:us-east-1:111122223333:key/1';
  if (name === 'CORDON_SECOND_OPINION') return 'none';
  if (name === 'CORDON_TEXTS') return '{}';
  if (name === 'CORDON_PORTAL_LINK_DAYS') return '7';
  const isAddress = name === 'CORDON_SES_FROM' || name === 'CORDON_REFUSALS_TO';
  return isAddress ? 'no-reply@clinic.example' : 'name';
}

describe('the environment of a function', () => {
  it('is found for all of them', () => {
    expect(functions.length).toBeGreaterThanOrEqual(8);
  });

  it.each(functions)('$name is read when it is complete, and nothing more of it', ({ read }) => {
    const parsed = read({ ...COMPLETE, AWS_SECRET_ACCESS_KEY: 'x', PATH: '/bin' });
    expect(Object.keys(parsed).length).toBeGreaterThan(1);
    for (const [name, value] of Object.entries(parsed)) expect(value).toBe(COMPLETE[name]);
  });

  it.each(functions)('$name is refused with every name that is missing', ({ read }) => {
    const wanted = Object.keys(read(COMPLETE));
    const message = messageOf(() => read({}));
    for (const name of wanted) expect(message).toContain(name);
    for (const name of wanted) {
      const { [name]: _missing, ...rest } = COMPLETE;
      expect(messageOf(() => read(rest))).toMatch(new RegExp(`: ${name}$`));
      expect(messageOf(() => read({ ...COMPLETE, [name]: '' }))).toMatch(new RegExp(`: ${name}$`));
    }
  });

  it.each<[keyof typeof fields, string]>([
    ['CORDON_QUEUE_INBOUND', 'queue hunter2'],
    ['CORDON_KEY_PHI', 'hunter2'],
    ['CORDON_SES_IDENTITY_ARN', 'hunter2'],
    ['CORDON_SES_FROM', 'hunter2'],
    ['CORDON_PUBLIC_URL', 'hunter2'],
    ['CORDON_PORTAL_URL', 'hunter2'],
    ['CORDON_TEXTS', '{"sms":{"baseUrl":"hunter2"}}'],
    ['CORDON_TABLE_VAULT', 'hunter2'.repeat(100)],
  ])('is refused when %s is malformed, without its value', (name, value) => {
    const message = messageOf(() => parseEnvironment({ ...COMPLETE, [name]: value }, [name]));
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  it('needs a region in AWS', () => {
    expect(() => lambdaHost('test', {})).toThrow();
    expect(lambdaHost('test', { AWS_REGION: 'us-east-1' })).toMatchObject({
      clients: { region: 'us-east-1' },
      policyDirectory: expect.stringMatching(/handlers\/policy$/) as unknown,
      allowLoopbackHttp: false,
    });
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}
