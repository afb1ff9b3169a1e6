import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
let broken: string;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user does. */
function cordon(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, 'bin/cordon.mjs'), 'policy', ...args],
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}

const campaign = (
  '--lane marketing --direction outbound --channel email --purpose marketing ' +
  '--phi phi --baa active --transport tls'
).split(' ');

beforeAll(async () => {
  broken = await mkdtemp(path.join(tmpdir(), 'cordon-policy-'));
  await cp(path.join(ROOT, 'policy'), broken, { recursive: true });
  await writeFile(
    path.join(broken, 'own.cedar'),
    '@id("our-own") @says("Ours.") permit (principal, action == Action::"as_is", resource);',
  );
});
afterAll(() => rm(broken, { recursive: true, force: true }));

describe('cordon policy explain', () => {
  it('says what would happen, which rule refused what was better, and what to do', async () => {
    const { code, stdout } = await cordon('explain', ...campaign);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^block {2}\(marketing-lane-sends-no-phi\)/);
    for (const better of ['as_is', 'encrypted', 'portal', 'deidentified', 'quarantine']) {
      expect(stdout).toContain(`not ${better}:`);
    }
    expect(stdout).toContain('what to do: Send it with a clinical sender key');
    expect(stdout).toContain('45 CFR 164.508(a)(3)');
  }, 60_000);

  it('prints the decision as JSON', async () => {
    const { stdout } = await cordon('explain', ...campaign, '--unreadable', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      disposition: 'block',
      reasonCode: 'marketing-lane-sends-no-phi',
    });
  }, 60_000);

  it('holds what it was not told enough about', async () => {
    const facts =
      '--lane marketing --direction inbound --channel webhook --purpose marketing --phi none';
    const { stdout } = await cordon('explain', ...facts.split(' '));
    expect(stdout).toMatch(/^quarantine {2}\(transport-is-encrypted\)/);
    expect(stdout).toContain('baa unknown, transport unknown');
  }, 60_000);

  it('takes what is sent to go by SES over TLS, and says that it did', async () => {
    const facts = campaign.slice(0, campaign.indexOf('--baa'));
    facts[facts.indexOf('--phi') + 1] = 'none';
    const assumed = await cordon('explain', ...facts);
    expect(assumed.stdout).toMatch(/^as_is {2}/);
    expect(assumed.stdout).toContain('baa active, transport tls');
    const told = await cordon('explain', ...facts, '--transport', 'unknown');
    expect(told.stdout).toMatch(/^quarantine {2}\(transport-is-encrypted\)/);
  }, 60_000);

  it('exits with 1 and names the values when a fact is not one of them', async () => {
    const { code, stderr } = await cordon('explain', ...campaign, '--phi', 'maybe');
    expect(code).toBe(1);
    expect(stderr).toContain('none, identifier, health, phi, unknown');
  }, 60_000);
});

describe('cordon policy explain with what is known about a person', () => {
  const promotion = '--lane clinical --channel email --purpose marketing --phi phi'.split(' ');

  it('takes what is not said as nothing signed, chosen or refused, and says so', async () => {
    const { stdout } = await cordon('explain', ...promotion);
    expect(stdout).toMatch(/^quarantine {2}\(marketing-use-needs-authorization\)\nIt is held/);
    expect(stdout).toContain('direction outbound');
    expect(stdout).toContain('consent granted, authorization none, exception none');
  }, 60_000);

  it('takes each fact as an option', async () => {
    const facts =
      '--authorization valid --consent granted --exception none --remuneration none --part2 none ' +
      '--unencrypted-choice recorded --confidential honored --portal';
    const { stdout } = await cordon('explain', ...promotion, ...facts.split(' '), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      disposition: 'as_is',
      facts: { authorization: 'valid', unencryptedChoice: 'recorded', portalAvailable: true },
    });
  }, 60_000);
});

describe('cordon policy matrix', () => {
  it('prints what the whole policy decides as Markdown: 2 lanes, 4 purposes, 7 channels', async () => {
    const { code, stdout } = await cordon('matrix', '--markdown');
    expect(code).toBe(0);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(rows).toHaveLength(2 + 2 * 4 * 7);
    expect(rows).toContain(
      '| marketing | marketing | email | as_is | as_is | as_is | block | quarantine |',
    );
    expect(rows).toContain(
      '| clinical | device_alert | sms | as_is | quarantine | quarantine | quarantine | quarantine |',
    );
  }, 60_000);

  it('shows with other facts what they change, with the reason of each cell as JSON', async () => {
    const { stdout } = await cordon('matrix', '--lane', 'clinical', '--portal', '--json');
    const { rows } = JSON.parse(stdout) as { rows: { channel: string; cells: object }[] };
    expect(rows.find(({ channel }) => channel === 'sms')?.cells).toMatchObject({
      identifier: { disposition: 'portal', reasonCode: 'clinical-text-names-nobody' },
    });
  }, 60_000);

  it('is a page without scripts as HTML', async () => {
    const { stdout } = await cordon('matrix', '--html');
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).not.toContain('<script');
    expect(stdout.match(/<td class="block"/g)?.length).toBeGreaterThan(10);
  }, 60_000);
});

describe('cordon policy test', () => {
  const own = `# Our own expectations.
assume: { lane: clinical, direction: outbound, channel: sms, purpose: clinical }
cases:
  - { name: a text about a patient is held, facts: { phi: phi }, disposition: quarantine }
  - name: a reminder that says nothing leaves
    facts: { phi: none }
    disposition: as_is
    reasonCode: permitted
`;

  it('runs the cases of a file, YAML or JSON', async () => {
    const file = path.join(broken, 'own-cases.yaml');
    await writeFile(file, own);
    const { code, stdout } = await cordon('test', file);
    expect(stdout).toMatch(/^All 2 cases are decided as expected, by policy [0-9a-f]{16}\.\n$/);
    expect(code).toBe(0);
  }, 60_000);

  it('exits with 1 and shows each case that is decided otherwise, and why', async () => {
    const file = path.join(broken, 'wrong-cases.yaml');
    await writeFile(file, own.replace('disposition: quarantine', 'disposition: encrypted'));
    const { code, stdout } = await cordon('test', file, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      cases: 2,
      failures: [
        {
          name: 'a text about a patient is held',
          expected: 'encrypted',
          decided: 'quarantine (text-carries-no-phi)',
        },
      ],
    });
  }, 60_000);

  it('exits with 1 and names case and field of what it cannot read', async () => {
    const file = path.join(broken, 'odd-cases.yaml');
    await writeFile(file, 'cases: [{ name: x, facts: { phi: maybe }, disposition: as_is }]');
    const { code, stderr } = await cordon('test', file);
    expect(code).toBe(1);
    expect(stderr).toContain('cases.0.facts.phi');
  }, 60_000);
});

describe('cordon policy check', () => {
  it('finds the shipped policy sound', async () => {
    const { code, stdout } = await cordon('check');
    expect(stdout).toMatch(/^The policy is sound: \d+ rules, version [0-9a-f]{16}\.\n$/);
    expect(code).toBe(0);
  }, 120_000);

  it('exits with 1 and tells every problem of a faulty one', async () => {
    const { code, stdout, stderr } = await cordon('check', broken);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('own.cedar, rule 1: @cites is missing or empty.');
  }, 60_000);

  it('exits with 1 and one sentence when there is no such folder', async () => {
    const { code, stderr } = await cordon('check', path.join(broken, 'missing'));
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('does not exist or cannot be read');
  }, 60_000);
});
