import { execFile } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../lambdas/core/record/merkle.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import { ROOT, startGateway } from '../e2e/support/gateway-process.ts';
import { runCommand, tableRows, type Ran } from './support/run-command.ts';
import { type History, putSealedHistory } from './support/sealed-history.ts';

let folder: string;
let data: string;
let history: History;
let range: readonly string[];
/** The export of the recent seal, the public key and its fingerprint. */
let whole: string;
let key: string;
let fingerprint: string;

const cordon = (...words: string[]): Promise<Ran> => runCommand(...words, '--data', data);
const json = ({ out }: Ran): unknown => JSON.parse(out);
const at = (name: string): string => join(folder, name);
const put = async (name: string, text: string): Promise<string> => {
  await writeFile(at(name), text);
  return at(name);
};
const verify = (file: string, ...words: string[]): Promise<Ran> =>
  runCommand('ledger', 'verify', file, '--public-key', key, ...words);
const placeOf = ({ decidedAt, decisionId }: DecisionRecord): string => `${decidedAt}#${decisionId}`;

beforeAll(async () => {
  folder = await folderForAll();
  const { ready } = await startGateway(at('data'));
  history = await putSealedHistory(ready);
  data = ready.dataFolder;
  range = ['--from', history.from, '--to', history.to];
  key = await put('key.pem', (await cordon('ledger', 'public-key')).out);
  const der = createPublicKey(await readFile(key)).export({ format: 'der', type: 'spki' });
  fingerprint = `sha256:${createHash('sha256').update(der).digest('hex')}`;
  whole = at('whole.jsonl');
  await cordon('ledger', 'export', ...range, '-o', whole);
}, 120_000);

describe('cordon ledger status, public-key and export', { timeout: 60_000 }, () => {
  it('say up to where it is sealed, and by which key', async () => {
    const { code, out } = await cordon('ledger', 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/^last seal {2}\d+, \d+ records?, made /);
    expect(out).toContain(`key        ${fingerprint}\n`);
    expect(json(await cordon('ledger', 'status', '--json'))).toMatchObject({ keyId: fingerprint });
    const { out: pem, err } = await cordon('ledger', 'public-key');
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(err).toContain(fingerprint);
  });

  it('write an export that only its owner reads, and say what is in it', async () => {
    const file = at('once.jsonl');
    const { code, out, err } = await cordon('ledger', 'export', ...range, '-o', file);
    expect([code, out, err]).toEqual([0, '', `5 records under 1 seal in ${file}.\n`]);
    const again = await cordon('ledger', 'export', ...range, '-o', file);
    expect([again.code, again.err]).toEqual([
      1,
      `cordon: There is a file ${file} already; choose another name.\n`,
    ]);
    const lost = await cordon('ledger', 'export', ...range, '-o', '/none/such/x.jsonl');
    expect([lost.code, lost.err]).toEqual([
      1,
      'cordon: The file /none/such/x.jsonl cannot be written (ENOENT).\n',
    ]);
  });

  it('say when a time is not sealed to its end, or not at all', async () => {
    const late = await cordon('ledger', 'export', '--from', history.from, '--to', '2099-01-01');
    expect(late.err).toMatch(/\nSealed to .*: what came later is not in it\.\n$/);
    const none = await cordon('ledger', 'export', '--from', '2019-01-01', '--to', '2019-02-01');
    expect(none.err).toBe('0 records under 0 seals.\nNothing is sealed in this time.\n');
    const file = await put('none.jsonl', none.out);
    expect((await verify(file)).out).toBe('The export is whole and holds no seals.\n');
    expect(await verify(file, ...range)).toMatchObject({ code: 1 });
  });

  it('write rows for a spreadsheet, with labels and counts and no value or address', async () => {
    const { out, err } = await cordon('ledger', 'export', '--csv', ...range);
    const [head = '', ...rows] = out.trimEnd().split('\r\n');
    expect(head).toMatch(/^time,kind,id,.*,found,disposition,done,override,/);
    expect([rows.length, err]).toEqual([5, '5 records.\n']);
    expect(`${out}${await readFile(whole, 'utf8')}`).not.toMatch(/@|Jane|Roe/);
  });

  it.each([
    [
      ['export', '--from', 'yesterday', '--to', '2026-01-01'],
      /^error: option '--from <time>' argument 'yesterday' is invalid\. It must be a date or time/,
    ],
    [
      ['export', '--from', '2026-01-02', '--to', '2026-01-01'],
      /^cordon: The query is malformed\. --to must be after from\n$/,
    ],
    [['export', '--from', '2026-01-02'], /^error: required option '--to <time>' not specified/],
    [['prove', 'msg_none~r1'], /^cordon: No record has this id\.\n$/],
    [
      ['accounting', '--person', 'jane@mail.example'],
      /^cordon: The query is malformed\. --person is not the key of a person \(prs_\.\.\.\)\n$/,
    ],
    [
      ['dispose', '--before', '2026-01-01', '--why', 'for Jane Roe'],
      /--why seems to name a person/,
    ],
    [
      ['dispose', '--before', '2026-01-01'],
      /^error: required option '--why <words>' not specified/,
    ],
  ])('%j is refused in words', async (words, said) => {
    const { code, out, err } = await cordon('ledger', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });
});

describe('cordon ledger verify', { timeout: 60_000 }, () => {
  it('names what it verified and the fingerprint of the key, with the file and the key alone', async () => {
    const { code, out, err } = await verify(whole, ...range);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'verified: 5 records under 1 seal (seal 3)',
      expect.stringMatching(/, each record, tree, link and signature$/),
      `  signed by the key ${fingerprint}`,
      '',
    ]);
    expect(json(await verify(whole, '--json'))).toMatchObject({
      ...{ ok: true, seals: 1, records: 5, keys: [fingerprint] },
    });
  });

  const lineOf = (lines: readonly string[], which: number): number =>
    lines.findIndex((line) => line.includes(`"decisionId":"${recent(which).decisionId}"`));
  const recent = (which: number): DecisionRecord => history.recent[which] ?? history.recent[0]!;
  const stranger = (): string =>
    `{"type":"record","record":${JSON.stringify({ ...recent(2), decisionId: 'dec-stranger' })}}`;
  const sealLine = (lines: readonly string[]): number =>
    lines.findIndex((line) => line.startsWith('{"type":"seal"'));

  it.each<[string, (lines: string[]) => string[], () => string]>([
    [
      'a record is altered',
      (lines) =>
        lines.map((line, n) =>
          n === lineOf(lines, 1) ? line.replace('"encrypted"', '"as_is"') : line,
        ),
      () => `record altered: ${placeOf(recent(1))} (seal 3)`,
    ],
    [
      'a record is removed',
      (lines) => lines.toSpliced(lineOf(lines, 1), 1),
      () => `record removed: ${placeOf(recent(1))} (seal 3)`,
    ],
    [
      'a record is removed with its leaf',
      (lines) => {
        const text = lines[lineOf(lines, 4)]!.slice('{"type":"record","record":'.length, -1);
        const leaf = `,"${leafHash(text).toString('hex')} ${placeOf(recent(4))}"`;
        return lines.toSpliced(lineOf(lines, 4), 1).map((line) => line.replace(leaf, ''));
      },
      () => 'record removed: 1 of 5 records, with their leaves (seal 3)',
    ],
    [
      'a record is inserted',
      (lines) => lines.toSpliced(lineOf(lines, 2), 0, stranger()),
      () => `record inserted: ${recent(2).decidedAt}#dec-stranger (seal 3)`,
    ],
    [
      'records are reordered',
      (lines) => {
        const [one, two] = [lineOf(lines, 1), lineOf(lines, 2)];
        return lines.with(one, lines[two]!).with(two, lines[one]!);
      },
      () => `record reordered: ${placeOf(recent(1))} (seal 3)`,
    ],
    [
      'a seal is missing',
      (lines) => [lines[0]!, lines.at(-1)!],
      () => 'seal missing: seal 3 is not there (seal 3)',
    ],
    [
      'a seal is altered',
      (lines) =>
        lines.map((line, n) =>
          n === sealLine(lines) ? line.replace('"size":5', '"size":4') : line,
        ),
      () => 'seal altered: neither signature nor records belong to it (seal 3)',
    ],
    [
      'a signature is wrong',
      (lines) =>
        lines.map((line) =>
          line.replace(/("signature":".{20})(.)/, (_, start: string, one: string) =>
            one === 'A' ? `${start}B` : `${start}A`,
          ),
        ),
      () => 'signature wrong: its signature does not belong to it (seal 3)',
    ],
    [
      'it is cut short',
      (lines) => lines.slice(0, -1),
      () => 'export damaged: it is cut short: there is no end',
    ],
  ])('names the first fault exactly when %s, and exits with 1', async (_, tamper, said) => {
    const lines = (await readFile(whole, 'utf8')).trimEnd().split('\n');
    const forged = tamper(lines);
    expect(forged).not.toEqual(lines);
    const file = await put('forged.jsonl', `${forged.join('\n')}\n`);
    expect(await verify(file)).toEqual({ code: 1, out: `${said()}\n`, err: '' });
    expect(json(await verify(file, '--json'))).toMatchObject({ ok: false });
  });

  it('names the key that was not given', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = await put(
      'other.pem',
      publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    );
    const { code, out } = await runCommand('ledger', 'verify', whole, '--public-key', other);
    expect([code, out]).toEqual([
      1,
      `wrong key: it names key ${fingerprint}, which was not given (seal 3)\n`,
    ]);
  });

  it.each([
    ['/none/such.jsonl', /^cordon: The export \/none\/such\.jsonl cannot be read \(ENOENT\)\.\n$/],
    [ROOT, /cannot be read \(EISDIR\)\.\n$/],
  ])('says that %s cannot be read', async (file, said) => {
    const { code, err } = await verify(file);
    expect(code).toBe(1);
    expect(err).toMatch(said);
  });

  it('says what is no key, and that a time is not covered', async () => {
    const bad = await runCommand('ledger', 'verify', whole, '--public-key', whole);
    expect(bad.err).toBe(
      `cordon: ${whole} is not a public key of the ledger; "cordon ledger public-key" prints it.\n`,
    );
    const short = await verify(whole, '--to', '2099-01-01');
    expect([short.code, short.out]).toEqual([
      1,
      `time not covered: the seals end at ${history.to}\n`,
    ]);
  });
});

describe('cordon ledger prove', { timeout: 60_000 }, () => {
  it('prints a proof that a program without anything of Cordon checks', async () => {
    const { out } = await cordon('ledger', 'prove', history.recent[2]!.decisionId);
    const check = (file: string) =>
      promisify(execFile)(process.execPath, ['examples/verify-proof.mjs', file, key], {
        cwd: ROOT,
      });
    const { stdout } = await check(await put('proof.json', out));
    expect(stdout.match(/^yes /gm)).toHaveLength(4);
    const forged = await put('forged.json', out.replace('encrypted', 'as_is'));
    await expect(check(forged)).rejects.toMatchObject({ code: 1 });
  });
});

describe('cordon ledger accounting', { timeout: 60_000 }, () => {
  const account = (...words: string[]) =>
    cordon('ledger', 'accounting', '--person', history.person, ...words);

  it('lists what was disclosed about one person, and what may be left out when asked', async () => {
    const [, second, third] = history.recent.map(({ decisionId }) => decisionId);
    const short = await account();
    expect(tableRows(short.out).map((row) => [row[3], row[4], row[5]])).toEqual([
      ['general_business', second, ''],
    ]);
    expect(short.out).toContain('An accounting may leave out 1 more; --all lists them.');
    const all = await account('--all');
    expect(tableRows(all.out).map((row) => row[4])).toEqual([second, third]);
    expect(all.out).toContain('An accounting may leave out 1 of these.');
    expect(json(await account('--json'))).toMatchObject({ person: history.person, excluded: 1 });
    const csv = (await account('--csv')).out.trimEnd().split('\r\n');
    expect(csv).toHaveLength(2);
    expect(csv[1]).toContain(`"${second}"`);
  });

  it('says that there is nothing about somebody, and nothing in another time', async () => {
    const nobody = await cordon('ledger', 'accounting', '--person', `prs_${'a'.repeat(26)}`);
    expect(nobody.out).toMatch(/\nNone\.\n$/);
    expect((await account('--until', '2026-01-01')).out).toMatch(/\nNone\.\n$/);
  });
});

describe('cordon holds and ledger dispose', { timeout: 60_000 }, () => {
  const HOLD = { id: 'matter-1', matter: 'A claim about deliveries' };
  const why = ['--why', 'retention ended'];
  const dispose = (...words: string[]) =>
    cordon('ledger', 'dispose', '--before', '2026-01-01', ...why, ...words);
  const hold = async (entry: object, ...words: string[]) =>
    await cordon(
      'holds',
      ...words,
      '--from',
      await put('hold.json', JSON.stringify(entry)),
      '--why',
      'a claim',
    );
  const scope = () => ({ messageId: history.old[0]!.messageId });

  it('list no hold, and refuse one that holds nothing', async () => {
    expect((await cordon('holds', 'list')).out).toBe('There are none.\n');
    const { code, err } = await hold({ ...HOLD, scope: {} }, 'add');
    expect([code, err]).toEqual([
      1,
      '  /scope names nothing: give an entity, a person, a message or a time\ncordon: Nothing was changed: the entry is not valid.\n',
    ]);
    expect((await hold({ ...HOLD, scope: { person: 'Jane Roe' } }, 'add')).err).toMatch(
      /^ {2}\/scope\/person is not a person key/,
    );
  });

  it('keep what is on hold, and dispose of the rest, after saying so', async () => {
    expect((await hold({ ...HOLD, scope: scope() }, 'add')).code).toBe(0);
    const rows = tableRows((await cordon('holds', 'list')).out);
    expect(rows).toEqual([['matter-1', HOLD.matter, `messageId ${scope().messageId}`, '-', '1']]);
    const dry = await dispose('--dry-run');
    expect(dry.out).toMatch(
      /^2 records of seal 2 would be removed \(.*\)\n1 seal kept: on hold\n$/,
    );
    const file = at('old.jsonl');
    const old = ['--from', '2020-03-01', '--to', '2020-03-02'];
    await cordon('ledger', 'export', ...old, '-o', file);
    expect((await verify(file)).out).toContain('(seals 1 to 3)');
    expect((await dispose()).out).toMatch(
      /^2 records of seal 2 removed .*\n1 seal kept: on hold\n$/,
    );
    expect((await dispose()).out).toBe('Nothing is due.\n1 seal kept: on hold\n');
  });

  it('dispose of it once it is released, and what is gone is named until the tombstone is sealed', async () => {
    const released = { ...HOLD, scope: scope(), releasedAt: new Date().toISOString() };
    expect((await hold(released, 'change', 'matter-1')).code).toBe(0);
    expect((await dispose()).out).toMatch(/^2 records of seal 1 removed /);
    expect((await dispose()).out).toBe('Nothing is due.\n');
    const file = at('gone.jsonl');
    await cordon('ledger', 'export', '--from', '2020-03-01', '--to', history.to, '-o', file);
    expect(await verify(file)).toMatchObject({
      code: 1,
      out: 'record removed: the records of seals 1 to 2; no record says that they were disposed of (seal 1)\n',
    });
  });
});
