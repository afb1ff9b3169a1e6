import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from '../e2e/support/folders.ts';
import { startGateway } from '../e2e/support/gateway-process.ts';
import { runCommand, tableRows, type Ran } from './support/run-command.ts';

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await folderForAll();
  data = (await startGateway(join(folder, 'data'))).ready.dataFolder;
}, 120_000);

const cordon = (...words: string[]): Promise<Ran> => runCommand(...words, '--data', data);
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const json = ({ out }: Ran): unknown => JSON.parse(out);
const why = ['--why', 'asked at intake'];
const JANE = 'jane.roe@example.com';
let jane: string;

describe('cordon people', { timeout: 60_000 }, () => {
  it('says that there is nobody yet', async () => {
    expect(await cordon('people', 'list')).toEqual({ code: 0, out: 'There are none.\n', err: '' });
    expect(json(await cordon('people', 'list', '--json'))).toEqual([]);
    expect(await cordon('people', 'export')).toEqual({ code: 0, out: '', err: '' });
  });

  it('adds a person, who is found by key and by every address, however it is written', async () => {
    const phone = ['--phone', '(202) 555-0123'];
    const added = await cordon(
      'people',
      'add',
      '--email',
      'Jane.Roe@Example.com',
      ...phone,
      ...why,
    );
    expect([added.code, added.err]).toEqual([0, '']);
    jane = /^(prs_[0-9a-z]{26}) is at version 1\.\n$/.exec(added.out)?.[1] ?? '';
    for (const who of [jane, JANE, 'JANE.ROE@EXAMPLE.COM', '202-555-0123', '+12025550123']) {
      expect(json(await cordon('people', 'show', who, '--json'))).toMatchObject({
        person: { id: jane, addresses: [{ value: JANE }, { value: '+12025550123' }] },
        version: 1,
        why: 'asked at intake',
      });
    }
  });

  it('lists kinds and counts, never an address', async () => {
    const { out } = await cordon('people', 'list');
    expect(tableRows(out)).toEqual([[jane, 'email, phone', '0', '0', '0']]);
    expect(out).not.toMatch(/jane|0123/i);
  });

  it.each([
    [
      ['add', '--email', JANE, ...why],
      /^cordon: Somebody has one of these addresses already\. .*--shared/,
    ],
    [['add', ...why], /^ {2}\/addresses must have at least 1 entries\ncordon: Nothing was changed/],
    [['add', '--email', 'nonsense', ...why], /^ {2}\/addresses\/0\/value is not a mail address\n/],
    [
      ['add', '--email', 'a@mail.example', '--why', 'Jane Roe asked'],
      /^ {2}\/why seems to name a person/,
    ],
    [['add', '--email', 'a@mail.example'], /^error: required option '--why <words>' not specified/],
    [['show', 'nobody@mail.example'], /^cordon: Nobody on file has this address\.\n$/],
    [['show', 'prs_nobody'], /^cordon: There is no such person here\.\n$/],
    [
      ['change', JANE, '--from', '/none/such.json', ...why],
      /^cordon: The file \/none\/such\.json cannot be read\.\n$/,
    ],
    [
      ['import', '/none/such.jsonl', ...why],
      /^cordon: The file \/none\/such\.jsonl cannot be read\.\n$/,
    ],
    [
      ['unencrypted', JANE, '--channel', 'email', ...why],
      /^cordon: A choice needs --warned and --chose/,
    ],
    [
      ['unencrypted', JANE, '--channel', 'push', ...why],
      /argument 'push' is invalid\. Allowed choices are email, sms\./,
    ],
  ])('%j is refused in words, and nothing is changed', async (words, said) => {
    const { code, out, err } = await cordon('people', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
    expect(json(await cordon('people', 'list', '--json'))).toHaveLength(1);
  });

  it('replaces a person by what a file says, and keeps who did it and why', async () => {
    const shown = json(await cordon('people', 'show', jane, '--json')) as { person: object };
    const changed = await file(
      'jane.json',
      JSON.stringify({ ...shown.person, channels: ['email'] }),
    );
    const odd = await file('odd.json', JSON.stringify({ ...shown.person, nickname: 'J' }));
    expect(await cordon('people', 'change', jane, '--from', odd, ...why)).toMatchObject({
      code: 1,
    });
    expect(
      (await cordon('people', 'change', jane, '--from', await file('x', '{'), ...why)).err,
    ).toBe('cordon: What was given is not JSON.\n');
    const done = await cordon('people', 'change', jane, '--from', changed, ...why);
    expect(done).toMatchObject({
      code: 1,
      err: expect.stringContaining('not known here') as string,
    });
    const stale = await cordon(
      'people',
      'change',
      jane,
      '--from',
      changed,
      '--expect',
      '9',
      ...why,
    );
    expect(stale.code).toBe(1);
    const same = await file('same.json', JSON.stringify(shown.person));
    expect((await cordon('people', 'change', jane, '--from', same, ...why)).code).toBe(0);
    const history = tableRows((await cordon('people', 'history', JANE)).out);
    expect(history.at(-1)).toMatchObject({ 0: '1', 3: 'created', 4: 'asked at intake' });
  });

  it.each([
    ['show', ['show', JANE]],
    ['export', ['export']],
  ] as const)(
    'replaces on the version that %s printed, or says who was first',
    async (_, words) => {
      const { out } = await cordon('people', ...words);
      const before = await file('before.json', out);
      const change = () => cordon('people', 'change', JANE, '--from', before, ...why);
      expect(await change()).toMatchObject({ code: 0, err: '' });
      const times = ['--warned', '2026-01-10T10:00:00Z', '--chose', '2026-01-10T10:05:00Z'];
      await cordon('people', 'unencrypted', JANE, '--channel', 'sms', ...times, ...why);
      await cordon('people', 'unencrypted', JANE, '--channel', 'sms', '--revoke', ...why);
      const late = await change();
      expect([late.code, late.err]).toEqual([
        1,
        expect.stringMatching(
          /^cordon: Somebody else changed this person first\. Version \d+ is there/,
        ),
      ]);
    },
  );

  it('records the choice of plain mail after a warning, and its end', async () => {
    const times = ['--warned', '2026-01-15T10:00:00Z', '--chose', '2026-01-15T10:05:00Z'];
    const choose = ['people', 'unencrypted', JANE, '--channel', 'email', ...why];
    const { code, err } = await cordon(...choose, ...times.with(3, '2026-01-15T09:00:00Z'));
    expect([code, err]).toEqual([1, expect.stringMatching(/choseAt/)]);
    expect(await cordon(...choose, ...times)).toMatchObject({ code: 0, err: '' });
    expect(await cordon(...choose, '--revoke')).toMatchObject({ code: 0, err: '' });
  });

  it('records a request for confidential communication, and ends it by its id', async () => {
    const ask = ['people', 'confidential', JANE, ...why];
    const asked = await cordon(...ask, '--avoid', 'email');
    expect([asked.code, asked.err]).toEqual([
      0,
      expect.stringMatching(/^The request is (ccr_[0-9a-z]{26}): --end \1 ends it\.\n$/),
    ]);
    const shown = json(await cordon('people', 'show', JANE, '--json')) as {
      requests: { id: string }[];
    };
    const [request] = shown.requests;
    expect(request?.id).toMatch(/^ccr_/);
    expect((await cordon(...ask)).code).toBe(1);
    expect((await cordon(...ask, '--end', 'ccr_none')).code).toBe(1);
    expect((await cordon(...ask, '--end', request?.id ?? '')).code).toBe(0);
  });

  it('imports all lines of a file or none, names line and field, and repeats harmlessly', async () => {
    const line = (value: string) => JSON.stringify({ addresses: [{ kind: 'email', value }] });
    const bad = await file('bad.jsonl', `${line('one@mail.example')}\n\n${line('two')}\n`);
    const refused = await cordon('people', 'import', bad, ...why);
    expect([refused.code, refused.err]).toEqual([
      1,
      '  line 3: /addresses/0/value is not a mail address\ncordon: Nothing was changed: some lines are not valid.\n',
    ]);
    expect((await cordon('people', 'import', await file('none.jsonl', '\n'), ...why)).err).toMatch(
      /^cordon: There is nothing in /,
    );
    const good = await file(
      'good.jsonl',
      `${line('one@mail.example')}\n${line('two@mail.example')}\n`,
    );
    const check = await cordon('people', 'import', good, '--check', ...why);
    expect(check.out).toBe('Would be 2 created, 0 changed, 0 unchanged.\n');
    expect((await cordon('people', 'import', good, ...why)).out).toBe(
      '2 created, 0 changed, 0 unchanged.\n',
    );
    const { out } = await cordon('people', 'export');
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    const again = await cordon('people', 'import', await file('all.jsonl', out), '--json', ...why);
    expect(json(again)).toEqual({ created: 0, changed: 0, unchanged: 3 });
    const exported = out.trimEnd().split('\n');
    const edited = exported.map((row) =>
      JSON.stringify({ ...(JSON.parse(row) as object), preferredChannels: ['email'] }),
    );
    const edits = await file('edits.jsonl', edited.join('\n'));
    await cordon('consent', 'refuse', 'two@mail.example', '--how', 'phone', ...why);
    const late = await cordon('people', 'import', edits, ...why);
    expect([late.code, late.err]).toEqual([
      1,
      expect.stringMatching(
        /^ {2}line \d: \/version is not the one that is there any more, which is 2\ncordon: Somebody else changed these people first\. Nothing was changed\./,
      ),
    ]);
  });

  it('records who acts for a person and who is a clinician, and the end of both', async () => {
    const doctor = ['--email', 'dr.okafor@clinic.example', '--record', 'MRN 77-12'];
    expect(await cordon('people', 'add', ...doctor, ...why)).toMatchObject({ code: 0, err: '' });
    const acts = ['people', 'representative', JANE, 'record:7712', ...why];
    expect(await cordon(...acts, '--since', '2026-01-15')).toMatchObject({ code: 0, err: '' });
    const heals = ['people', 'clinician', 'dr.okafor@clinic.example', ...why];
    expect(await cordon(...heals)).toMatchObject({ code: 0, err: '' });
    expect((await cordon(...heals)).out).toMatch(/nothing was changed/);
    const show = async (who: string) =>
      (json(await cordon('people', 'show', who, '--json')) as { person: object }).person;
    expect(await show(JANE)).toMatchObject({
      representatives: [
        {
          person: expect.stringMatching(/^prs_/) as string,
          since: '2026-01-15T00:00:00.000Z',
        },
      ],
    });
    expect(await show('record:7712')).toMatchObject({
      clinician: { since: expect.any(String) as string },
    });
    for (const command of [acts, heals]) {
      expect(await cordon(...command, '--end')).toMatchObject({ code: 0, err: '' });
    }
    expect((await cordon('people', 'clinician', 'nobody@mail.example', ...why)).err).toMatch(
      /Nobody on file/,
    );
  });
});

describe('cordon consent', { timeout: 60_000 }, () => {
  const marketing = ['--purpose', 'marketing', '--channel', 'email'];
  const states = async (...words: string[]) =>
    tableRows((await cordon('consent', 'show', JANE, ...words)).out).map((row) => row.slice(0, 3));

  it('was not asked for, then granted, then refused, each at once', async () => {
    expect(await states(...marketing)).toEqual([['marketing', 'email', 'not_asked']]);
    const grant = ['consent', 'grant', JANE, ...marketing, '--how', 'form', ...why];
    expect(await cordon(...grant)).toMatchObject({ code: 0, err: '' });
    expect(await states(...marketing)).toEqual([['marketing', 'email', 'granted']]);
    expect((await cordon('consent', 'refuse', JANE, '--how', 'phone', ...why)).code).toBe(0);
    const all = await states();
    expect(new Set(all.map(([, , state]) => state))).toEqual(new Set(['refused']));
    expect(all).toHaveLength(4 * 7);
    const shown = await cordon('consent', 'show', JANE, ...marketing, '--json');
    expect(json(shown)).toMatchObject({
      states: [{ state: 'refused', because: { how: 'phone' } }],
    });
  });

  it('tells what it was at another moment', async () => {
    expect(await states(...marketing, '--at', '2020-01-01T00:00:00Z')).toEqual([
      ['marketing', 'email', 'not_asked'],
    ]);
  });

  it('keeps a history of fields and reasons, without an address', async () => {
    const { out } = await cordon('consent', 'history', JANE);
    expect(tableRows(out).map((row) => row[3])).toContain('optOuts');
    expect(out).not.toMatch(/jane\.roe|example\.com/);
  });

  it.each([
    [['grant', JANE, ...marketing, ...why], /^error: required option '--how <how>' not specified/],
    [
      ['grant', JANE, '--purpose', 'fun', '--channel', 'email', '--how', 'form', ...why],
      /argument 'fun' is invalid\. Allowed choices are marketing, /,
    ],
    [
      ['grant', JANE, ...marketing, '--how', 'form', '--at', 'yesterday', ...why],
      /^ {2}\/at is not an ISO 8601 date or time/,
    ],
    [
      ['grant', JANE, ...marketing, '--how', 'form', '--at', '2099-01-01T00:00:00Z', ...why],
      /^ {2}\/at .*future/,
    ],
    [
      ['refuse', JANE, '--address', 'other@mail.example', '--how', 'phone', ...why],
      /^ {2}\/address/,
    ],
    [['show', 'nobody@mail.example'], /^cordon: Nobody on file has this address\.\n$/],
    [['show', JANE, '--at', 'soon'], /at/],
  ])('%j is refused in words', async (words, said) => {
    const { code, out, err } = await cordon('consent', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });
});

describe('cordon authorizations', { timeout: 60_000 }, () => {
  const SIGNED = {
    information: 'the kind of device in use',
    disclosers: ['General Hospital'],
    recipients: ['the device company'],
    purposes: [{ purpose: 'marketing', description: 'news about the device' }],
    expiry: { kind: 'date', on: '2098-12-31' },
    signature: { signedOn: '2026-01-15' },
    statements: { revocation: true, conditioning: true, redisclosure: true },
    plainLanguage: true,
    copyGiven: true,
    remuneration: 'none',
    combinedWith: 'nothing',
  };
  const use = ['--purpose', 'marketing', '--channel', 'email'];
  const add = async (value: object) =>
    await cordon(
      'authorizations',
      'add',
      JANE,
      '--from',
      await file('signed.json', JSON.stringify(value)),
      ...why,
    );

  it('says that there are none, and that nothing covers the use', async () => {
    expect((await cordon('authorizations', 'list', JANE)).out).toBe('There are none.\n');
    expect((await cordon('authorizations', 'check', JANE, ...use)).out).toBe('none\n');
  });

  it.each([
    ['/signature/signedOn', { ...SIGNED, signature: { signedOn: '2098-01-01' } }],
    ['/expiry/on', { ...SIGNED, expiry: { kind: 'date', on: '2026-02-30' } }],
    ['/expiry/on', { ...SIGNED, expiry: { kind: 'date', on: '2020-01-01' } }],
    ['entry has members that are not known here', { ...SIGNED, witness: 'nobody' }],
  ])('names %s when that is impossible, and keeps nothing', async (field, value) => {
    const { code, out, err } = await add(value);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`  ${field}`);
    expect(err).toMatch(/Nothing was changed/);
  });

  it('records what was signed, says what it lacks, and is void from its revocation on', async () => {
    const { copyGiven: _, ...lacking } = SIGNED;
    expect(tableRows((await add(lacking)).out)[0]?.slice(4)).toEqual([
      'invalid',
      'missing: copy to the signer (45 CFR 164.508(c)(4))',
    ]);
    const [row] = tableRows((await add(SIGNED)).out);
    expect(row?.slice(1)).toEqual(['marketing', '2026-01-15', '2098-12-31', 'valid', '-']);
    const id = row?.[0] ?? '';
    const check = async () => (await cordon('authorizations', 'check', JANE, ...use)).out;
    expect(await check()).toMatch(new RegExp(`^valid\n(?:.*\n)*  ${id}: covers it\n`));
    const shown = await cordon('authorizations', 'show', JANE, id, '--json');
    expect(json(shown)).toMatchObject({ id, document: { information: SIGNED.information } });
    expect((await cordon('authorizations', 'revoke', JANE, id, ...why)).out).toContain('revoked');
    expect(await check()).toContain(`${id}: revoked (45 CFR 164.508(b)(5))`);
    expect((await cordon('authorizations', 'revoke', JANE, 'aut_none', ...why)).code).toBe(1);
    expect((await cordon('authorizations', 'show', JANE, 'aut_none')).code).toBe(1);
  });
});

describe('cordon people, consent and authorizations', () => {
  it.each(['people', 'consent', 'authorizations'])('%s --help names each command', async (name) => {
    const { code, out } = await runCommand(name, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: /);
  });
});
