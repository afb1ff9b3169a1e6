import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { webhooksCommand } from '../../bin/commands/webhooks.ts';
import { ALL_SCHEMES } from '../../lambdas/core/verify/schemes.ts';
import { readVectors, vectorFiles, type Vector } from '../core/verify/vectors.ts';

const CORDON = fileURLToPath(new URL('../../bin/cordon.mjs', import.meta.url));
const PUBLISHED = new URL('../corpus/verify/published.json', import.meta.url);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-webhooks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const written = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const requestFile = (request: object): string => written('request.json', JSON.stringify(request));

/** The command in this process: exit code and everything it says. */
async function run(...words: readonly string[]) {
  let [out, err] = ['', ''];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void (out += `${line}\n`));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const command = webhooksCommand().exitOverride();
  for (const each of command.commands)
    each.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await command.parseAsync(words, { from: 'user' });
  } catch (error) {
    err += (error as Error).message;
    process.exitCode = 1;
  }
  const code = process.exitCode ?? 0;
  vi.restoreAllMocks();
  process.exitCode = undefined;
  return { code, out, err };
}

const vector = (scheme: string, id: string): Vector =>
  readVectors(scheme).cases.find((each) => each.id === id)!;

/** A case of the corpus as an engineer would write it down, and its secret on the command line. */
async function check(scheme: string, given: Vector, ...words: readonly string[]) {
  const { method, url, headers, body, bodyEncoding, secret, now } = given;
  const file = requestFile({ method, url, headers, body, bodyEncoding });
  const secrets = secret === undefined ? [] : [`--secret=${secret}`];
  const time = ['--now', String(now)];
  return await run('check', '--scheme', scheme, ...secrets, ...time, ...words, file);
}

describe('cordon webhooks check', () => {
  it('says verified', async () => {
    const answer = await check('slack', vector('slack', 'ok-event'));
    expect(answer).toEqual({ code: 0, out: 'verified (slack)\n', err: '' });
  });

  it('says that it was a handshake', async () => {
    const { code, out } = await check('slack', vector('slack', 'ok-challenge'));
    expect([code, out]).toEqual([0, 'verified: a handshake, answered and not forwarded (slack)\n']);
  });

  it.each([
    ['slack', 'bad-other-secret', 'signature differs (X-Slack-Signature)', 'signature_mismatch'],
    ['slack', 'bad-no-header', 'header missing: X-Slack-Signature', 'signature_missing'],
    ['slack', 'bad-no-time', 'no time in X-Slack-Request-Timestamp', 'timestamp_missing'],
    ['slack', 'bad-one-second-too-old', 'stale by 301 s, 300 s are allowed', 'timestamp_stale'],
    ['github', 'bad-no-prefix', 'does not begin with sha256=', 'signature_malformed'],
    ['sendgrid', 'bad-rsa-key', 'key form wrong: a P-256 public key', 'secret_malformed'],
    ['postmark', 'bad-secret-without-a-colon', 'key form wrong: user:password', 'secret_malformed'],
    ['standard-webhooks', 'bad-secret-with-a-space', 'key form wrong: base64', 'secret_malformed'],
    ['healthie', 'bad-changed-body-under-the-old-digest', 'Content-Digest is not', 'body_mismatch'],
    ['mailgun', 'bad-no-signature', 'no timestamp, token and signature', 'signature_missing'],
    ['jotform', 'bad-no-token', 'the URL has no token', 'signature_missing'],
    ['twilio', 'bad-escapes-that-are-no-utf-8', 'not a form in UTF-8', 'body_malformed'],
    ['stripe', 'bad-empty-secret', 'no secret, or an empty one', 'secret_missing'],
  ])('says of %s %s: %s', async (scheme, id, words, code) => {
    const answer = await check(scheme, vector(scheme, id));
    expect(answer.code).toBe(2);
    expect(answer.out).toContain(`refused (${scheme}): `);
    expect(answer.out).toContain(words);
    expect(answer.out).toContain(`code: ${code}`);
  });

  it('counts from --now, and says whether the signature itself is right', async () => {
    const given = vector('stripe', 'ok-event');
    const late = await check('stripe', { ...given, now: given.now! + 412 });
    expect(late.out).toContain('stale by 412 s');
    expect(late.out).toContain('hint: the signature itself is right: only the time is off');
    const early = await check('stripe', { ...given, now: given.now! - 1000 });
    expect(early.out).toContain('1000 s in the future');
    const wrong = await check('stripe', { ...given, now: given.now! + 412, secret: 'whsec_other' });
    expect(wrong.out).toContain('hint: the signature does not fit either');
    const wide = await check('stripe', { ...given, now: given.now! + 412 }, '--tolerance', '412');
    expect(wide.code).toBe(0);
  });

  it.each<[string, string, Partial<Vector>, RegExp]>([
    ['github', 'ok-issue', { secret: 'github webhook secret 5e1f\n' }, /white space around it/],
    [
      'typeform',
      'ok-response',
      { body: `${vector('typeform', 'ok-response').body}\n` },
      /line end was added/,
    ],
    [
      'github',
      'ok-issue',
      { body: JSON.stringify(JSON.parse(vector('github', 'ok-issue').body), undefined, 4) },
      /parsed and written again, with spaces/,
    ],
    [
      'hubspot',
      'ok-event',
      { url: 'http://hooks.clinic.example/webhooks/x' },
      /another URL: it verifies with https/,
    ],
    [
      'twilio',
      'ok-message',
      { url: 'https://hooks.clinic.example/webhooks/x/' },
      /no slash at its end/,
    ],
    [
      'twilio',
      'ok-message',
      { url: 'https://hooks.clinic.example/webhooks/x?trace=1' },
      /no query/,
    ],
    [
      'stripe',
      'ok-event',
      { secret: `"${vector('stripe', 'ok-event').secret!}"` },
      /quotation marks/,
    ],
    [
      'twilio',
      'ok-message',
      { url: 'http://hooks.clinic.example/webhooks/x' },
      /with https, where http was given/,
    ],
    [
      'twilio',
      'ok-message',
      { url: 'https://hooks.clinic.example/live/webhooks/x' },
      /no first folder/,
    ],
    [
      'mailchimp-transactional',
      'ok-event',
      { url: 'https://hooks.clinic.example:443/webhooks/x' },
      /no port/,
    ],
    [
      'github',
      'ok-issue',
      { body: `\ufeff${vector('github', 'ok-issue').body}` },
      /byte order mark/,
    ],
    [
      'shopify',
      'ok-order',
      { body: ` ${vector('shopify', 'ok-order').body} ` },
      /white space was added|parsed and written/,
    ],
    [
      'github',
      'ok-issue',
      {
        body: gzipSync(vector('github', 'ok-issue').body).toString('base64'),
        bodyEncoding: 'base64',
      },
      /compressed on its way/,
    ],
    [
      'github',
      'ok-issue',
      { body: Buffer.from(vector('github', 'ok-issue').body).toString('base64') },
      /say so in bodyEncoding/,
    ],
    [
      'standard-webhooks',
      'stdwh-ok',
      {
        secret: Buffer.from(
          vector('standard-webhooks', 'stdwh-ok').secret!.replace('whsec_', ''),
          'base64',
        ).toString('hex'),
      },
      /hexadecimal, and base64 is wanted/,
    ],
  ])('of %s %s finds what went wrong', async (scheme, id, changed, hint) => {
    const { code, out } = await check(scheme, { ...vector(scheme, id), ...changed });
    expect(code).toBe(2);
    expect(out).toMatch(/^ {2}hint: /m);
    expect(out).toMatch(hint);
  });

  it('says that whsec_ is missing, and that a clock is in another time zone', async () => {
    const given = vector('stripe', 'ok-event');
    const secret = 'whsec_invented';
    const time = String(given.now);
    const mac = createHmac('sha256', secret).update(`${time}.${given.body}`).digest('hex');
    const headers = { 'stripe-signature': `t=${time},v1=${mac}` };
    const bare = await check('stripe', { ...given, headers, secret: 'invented' });
    expect(bare.out).toContain('hint: whsec_ is missing before the secret');
    const hours = await check('stripe', { ...given, now: given.now! + 5 * 3600 + 20 });
    expect(hours.out).toContain('by whole hours: a clock in another time zone?');
    const days = await check('stripe', { ...given, now: given.now! + 3 * 86_400 + 1000 });
    expect(days.out).toContain('with --now, the time at which it came');
  });

  it('names what is usually at fault where nothing can be computed', async () => {
    const { out } = await check('stripe', { ...vector('stripe', 'ok-event'), secret: 'whsec_x' });
    expect(out).toContain('test and live mode');
  });

  it('joins headers of one name, in whatever case, as the gateway does', async () => {
    const given = vector('github', 'ok-issue');
    const headers = { ...given.headers, 'X-Hub-Signature-256': 'sha256=00' };
    expect((await check('github', { ...given, headers })).code).toBe(2);
  });

  it('never repeats a secret in the wrong place', async () => {
    const canary = 'canary-Zq7';
    const file = requestFile({});
    for (const words of [
      ['--options', canary],
      ['--now', canary],
      ['--tolerance', canary],
      [`--secrte=${canary}`],
    ]) {
      const command = webhooksCommand();
      const [checking] = command.commands;
      let said = '';
      checking!.exitOverride().configureOutput({ writeErr: (text) => void (said += text) });
      const parsing = command.parseAsync(['check', ...words, file], { from: 'user' });
      await expect(parsing).rejects.toThrow();
      expect(said).toMatch(/^error: /);
      expect(said).not.toContain(canary);
    }
    for (const words of [
      ['--scheme', canary],
      ['--public-key', canary, '--scheme', 'sendgrid'],
      ['--cert', canary, '--scheme', 'sns', '--topic', canary],
      ['--json', '--secret', canary, '--scheme', 'standard-webhooks'],
      ['--json', '--secret', canary, '--scheme', 'postmark'],
    ]) {
      const answer = await run('check', ...words, file);
      expect(answer.code, words.join(' ')).not.toBe(0);
      expect(answer.out + answer.err).not.toContain(canary);
    }
  });

  it('takes a public key as text and as a PEM file', async () => {
    const { secret: text, ...given } = vector('sendgrid', 'ok-first');
    const { secret: pem } = vector('sendgrid', 'ok-public-key-as-pem');
    const file = written('key.pem', pem!);
    expect((await check('sendgrid', given, '--public-key', text!)).code).toBe(0);
    expect((await check('sendgrid', given, '--public-key', file)).code).toBe(0);
    const missing = await check('sendgrid', given, '--public-key', join(folder, 'none.pem'));
    expect(missing.out).toContain('key form wrong');
  });

  it('takes the certificate of SNS from a file, and the topics that may post', async () => {
    const given = vector('sns', 'ok-version-2');
    const cert = written('cert.pem', given.certPem!);
    const topic = 'arn:aws:sns:us-east-1:123456789012:mail-events';
    const withTopic = (...words: readonly string[]) => check('sns', given, ...words);
    expect((await withTopic('--cert', cert, '--topic', topic)).out).toBe('verified (sns)\n');
    expect((await withTopic('--cert', cert, '--topic', `${topic}2`)).out).toContain(
      'topic_not_allowed',
    );
    expect((await withTopic('--topic', topic)).out).toContain('certificate_unavailable');
    const none = await withTopic('--cert', cert);
    expect([none.code, none.err]).toEqual([
      1,
      'cordon webhooks check: The scheme sns needs the topics that may post: give --topic.\n',
    ]);
  });

  it('takes two secrets, the options of a scheme, and the secret of a handshake', async () => {
    const slack = vector('slack', 'ok-event');
    expect((await check('slack', slack, '--secret', 'another')).code).toBe(0);
    const generic = vector('generic-hmac', 'ok-base64-with-a-prefix');
    const options = JSON.stringify(generic.options);
    expect((await check('generic-hmac', generic, '--options', options)).code).toBe(0);
    const meta = vector('meta', 'ok-subscription');
    expect((await check('meta', meta, '--verify-token', meta.verifyToken!)).code).toBe(0);
    expect((await check('meta', meta)).out).toContain('no verify token is set');
  });

  it('answers in JSON when asked', async () => {
    const { out } = await check('slack', vector('slack', 'bad-other-secret'), '--json');
    expect(JSON.parse(out)).toEqual({
      ...{ verified: false, scheme: 'slack', code: 'signature_mismatch' },
      reason: expect.stringContaining('signature differs') as string,
    });
  });

  it.each([
    ['not JSON', 'x{', 'The file is not JSON.'],
    ['a list', '[]', 'The file is not an object {method, url, headers, body, bodyEncoding}.'],
    [
      'a body that is an object',
      '{"body":{}}',
      'The file: "body" is of another type than it should be.',
    ],
    ['no URL', '{"url":"webhooks/x"}', 'The file: "url" is of another type than it should be.'],
    [
      'headers in a list',
      '{"headers":[]}',
      'The file: "headers" is of another type than it should be.',
    ],
  ])('says what is wrong with %s', async (_, text, message) => {
    const answer = await run(
      'check',
      '--scheme',
      'slack',
      '--secret',
      's',
      written('bad.json', text),
    );
    expect(answer).toEqual({ code: 1, out: '', err: `cordon webhooks check: ${message}\n` });
  });

  it.each([
    [['--scheme', 'slack'], 'none.json', 'There is no such file.'],
    [['--scheme', 'slack'], '.', 'That is a folder, not a file.'],
    [[], 'request.json', 'Which scheme?'],
    [['--scheme', 'slac'], 'request.json', 'There is no such scheme. Schemes: standard-webhooks, '],
    [
      ['--scheme', 'generic-hmac'],
      'request.json',
      'The options do not fit the scheme generic-hmac.',
    ],
    [['--now', 'x', '--scheme', 'slack'], 'request.json', 'Seconds are needed.'],
    [['--options', '[]', '--scheme', 'slack'], 'request.json', 'A JSON object is needed.'],
  ])('with %j and %s says so and exits with 1', async (words, name, message) => {
    requestFile({});
    const answer = await run('check', ...words, join(folder, name));
    expect(answer.code).toBe(1);
    expect(answer.err).toContain(message);
    expect(answer.out).toBe('');
  });

  it('never says the secret, nor anything of the request', async () => {
    const canary = 'canary-Zq7';
    for (const { name } of ALL_SCHEMES) {
      for (const given of readVectors(name).cases.slice(0, 4)) {
        const body = `${canary}=1&{"${canary}":"${canary}"}`;
        const headers = { ...given.headers, [canary]: canary };
        const url = `https://gateway.example/${canary}?${canary}=${canary}`;
        const file = requestFile({
          ...given,
          expected: undefined,
          url,
          headers,
          body,
          secret: undefined,
        });
        for (const secret of [canary, `${canary} `, `whsec_${canary}`, `${canary}:${canary}`]) {
          const words = ['--scheme', name, '--secret', secret, '--verify-token', canary, file];
          const answer = await run('check', ...words);
          expect(answer.out + answer.err, name).not.toContain(canary);
        }
      }
    }
  });
});

describe('cordon webhooks check --jsonl', () => {
  const lines = vectorFiles().flatMap((scheme) =>
    readVectors(scheme).cases.map((each) => ({ ...each, id: `${scheme} ${each.id}`, scheme })),
  );

  it('answers every vector of every scheme as the gateway would', async () => {
    const file = written('all.jsonl', lines.map((line) => JSON.stringify(line)).join('\n\n'));
    const { code, out, err } = await run('check', '--jsonl', file);
    const answers = out.trimEnd().split('\n');
    expect([code, err, answers.length]).toEqual([2, '', lines.length]);
    for (const [index, line] of lines.entries()) {
      const answer = JSON.parse(answers[index]!) as Record<string, unknown>;
      const { expected, reason, id } = line;
      const wanted = expected
        ? { id, verified: true, reason: null }
        : { id, verified: false, ...(reason !== undefined && { code: reason }) };
      expect(answer).toMatchObject(wanted);
    }
  });

  it('answers what the vendors publish, under the names they have there', async () => {
    const { cases } = JSON.parse(readFileSync(PUBLISHED, 'utf8')) as {
      readonly cases: readonly {
        readonly id: string;
        readonly expected: boolean;
        readonly now: unknown;
      }[];
    };
    const text = cases.map((each) => JSON.stringify({ ...each, now: each.now ?? 1764349200 }));
    const { out } = await run('check', '--jsonl', written('published.jsonl', text.join('\n')));
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(answers).toEqual(
      cases.map(
        ({ id, expected }) => expect.objectContaining({ id, verified: expected }) as object,
      ),
    );
  });

  it('numbers lines without an id, and names the line that cannot be read', async () => {
    const good = JSON.stringify({ ...lines[0], id: undefined });
    const { code, out, err } = await run(
      'check',
      '--jsonl',
      written('l.jsonl', `${good}\n\n{"body":1}\n`),
    );
    expect(JSON.parse(out)).toMatchObject({ id: 1, verified: true });
    expect([code, err]).toEqual([
      1,
      'cordon webhooks check: line 3: "body" is of another type than it should be.\n',
    ]);
  });

  it('reads standard input, and stops when its reader does', { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, [CORDON, 'webhooks', 'check', '--jsonl', '-']);
    child.stdin.on('error', () => undefined);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = new Promise<number | null>((done) => child.on('close', done));
    const [first] = lines;
    for (let time = 0; time < 5000; time += 1) child.stdin.write(`${JSON.stringify(first)}\n`);
    await new Promise<void>((done) => child.stdout.once('data', () => done()));
    child.stdout.destroy();
    child.stdin.end();
    expect([await ended, err]).toEqual([0, '']);
  });
});

describe('cordon webhooks schemes', () => {
  it('lists every scheme with its vendor, its secret and its tolerance', async () => {
    const { out } = await run('schemes');
    for (const { name, facts } of ALL_SCHEMES) {
      expect(out).toMatch(new RegExp(`\\b${name} `));
      expect(out).toContain(facts.vendor);
    }
    const json = JSON.parse((await run('schemes', '--json')).out) as readonly object[];
    expect(json).toHaveLength(ALL_SCHEMES.length);
    expect(json).toContainEqual(
      expect.objectContaining({ scheme: 'calendly', toleranceSeconds: 180 }) as object,
    );
  });
});
