import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './support/run-command.ts';

const PERSON = `prs_${'a'.repeat(26)}`;
const RANGE = ['--from', '2026-01-01', '--to', '2026-01-02'];
const READS: readonly (readonly string[])[] = [
  ['people', 'list'],
  ['people', 'show', PERSON],
  ['people', 'history', PERSON],
  ['consent', 'show', PERSON],
  ['consent', 'history', PERSON],
  ['authorizations', 'list', PERSON],
  ['authorizations', 'check', PERSON, '--purpose', 'marketing', '--channel', 'email'],
  ['holds', 'list'],
  ['ledger', 'status'],
  ['ledger', 'public-key'],
  ['ledger', 'export', ...RANGE],
  ['ledger', 'prove', 'msg_x~r1'],
  ['ledger', 'accounting', '--person', PERSON],
  ['report', 'shadow'],
];
const CHANGES: readonly (readonly string[])[] = [
  ['people', 'add', '--email', 'a@mail.example', '--why', 'intake'],
  ['consent', 'refuse', PERSON, '--how', 'phone', '--why', 'asked'],
  ['authorizations', 'revoke', PERSON, 'aut_x', '--why', 'asked'],
  ['holds', 'remove', 'matter-1', '--why', 'over'],
  ['sources', 'shadow', 'intake', '--off', '--why', 'over'],
  ['ledger', 'dispose', '--before', '2026-01-01', '--why', 'over'],
];
const NOWHERE = 'http://127.0.0.1:1';

beforeEach(() => {
  vi.stubEnv('CORDON_AUDIT_KEY', undefined);
  vi.stubEnv('CORDON_OFFICER_KEY', undefined);
});

describe('a command that asks a gateway', () => {
  it.each([...READS, ...CHANGES])(
    '%s %s says that the folder has none, and what to do',
    async (...words) => {
      expect(await runCommand(...words, '--data', '/none')).toEqual({
        code: 1,
        out: '',
        err: 'cordon: There is no gateway\'s data in /none; start one with "npm start", or name its folder with --data.\n',
      });
    },
  );

  it.each(READS)(
    '%s %s takes the key of an auditor or an officer from the environment',
    async (...words) => {
      const { code, err } = await runCommand(...words, '--url', NOWHERE);
      expect(code).toBe(1);
      expect(err).toMatch(/^cordon: With --url, set CORDON_\w+_KEY or CORDON_\w+_KEY\.\n$/);
      for (const name of ['CORDON_AUDIT_KEY', 'CORDON_OFFICER_KEY']) {
        vi.stubEnv(name, 'x');
        expect((await runCommand(...words, '--url', NOWHERE)).err).toBe(
          `cordon: Nothing answers at ${NOWHERE}; is the gateway running?\n`,
        );
        vi.stubEnv(name, undefined);
      }
    },
  );

  // Changes of registries read what is there first, which an auditor may.
  const unread = CHANGES.filter(([name]) => name !== 'holds' && name !== 'sources');
  it.each(unread)("%s %s takes an officer's key alone", async (...words) => {
    vi.stubEnv('CORDON_AUDIT_KEY', 'x');
    const { code, err } = await runCommand(...words, '--url', NOWHERE);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^cordon: With --url, set CORDON_OFFICER_KEY/),
    ]);
  });
});

describe('a command that is answered by something else', () => {
  let server: Server | undefined;
  let url: string;
  afterEach(() => server?.close());
  const answering = async (status: number, body: string): Promise<void> => {
    server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };

  it.each([
    [200, '<p>Zebediah Quill</p>'],
    [200, '{"hello":"Zebediah Quill"}'],
    [404, '{"error":"Zebediah Quill"}'],
    [500, 'Zebediah Quill'],
  ])('with %i %s, says so in one line and repeats nothing of it', async (status, body) => {
    await answering(status, body);
    vi.stubEnv('CORDON_OFFICER_KEY', 'x');
    // What has no shape of its own may be anything.
    const shapeless = new Set(['prove', 'export']);
    for (const words of [...READS, ...CHANGES].filter(([, name = '']) => !shapeless.has(name))) {
      const { code, out, err } = await runCommand(...words, '--url', url);
      expect([code, out], words.join(' ')).toEqual([1, '']);
      expect(err, words.join(' ')).toMatch(
        /^cordon: (?:What answers at .* is not a Cordon gateway of this version|The gateway answered \d{3}; try again)\.\n$/,
      );
    }
  });
});
