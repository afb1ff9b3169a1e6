import { beforeEach, describe, expect, it } from 'vitest';
import { createRefreshedPolicy } from '../../../lambdas/adapters/policy/refreshed-policy.ts';
import { POLICY_ID } from '../../../lambdas/core/decide/policy-entry.ts';
import type { LogEvent } from '../../../lambdas/ports/log.ts';
import type { PolicySource } from '../../../lambdas/ports/policy.ts';
import { cases, loadSound, shippedSources } from '../../core/decide/shipped-policy.ts';

const bundled = loadSound(shippedSources);
/** Sound, and another policy than the shipped one. */
const other = { ...shippedSources, matrix: `# Ours.\n${shippedSources.matrix}` };
const OTHER_VERSION = loadSound(other).version;
const entry = (sources: object): object => ({ id: POLICY_ID, ...sources });

let stored: { version: number; entry: unknown } | undefined;
let reads: number;
let away: boolean;
let now: number;
let events: LogEvent[];
let policy: PolicySource;

beforeEach(() => {
  [stored, reads, away, now, events] = [undefined, 0, false, 1000, []];
  policy = createRefreshedPolicy({
    bundled,
    bundledSchema: shippedSources.schema,
    published: {
      async read() {
        reads += 1;
        if (away) throw new Error('away');
        return stored;
      },
    },
    now: () => now,
    log: { write: (event) => void events.push(event) },
  });
});

const version = async (): Promise<string> => (await policy.current()).version;
const later = (seconds: number): void => void (now += seconds * 1000);
const names = (): string[] => events.map(({ event }) => event);

describe('the policy in force', () => {
  it('is the bundled one while none is published', async () => {
    expect(await version()).toBe(bundled.version);
    expect(events).toEqual([]);
  });

  it('is the published one from the first message on', async () => {
    stored = { version: 3, entry: entry(other) };
    expect(await version()).toBe(OTHER_VERSION);
    expect(events).toEqual([
      { event: 'policy.replaced', version: 3, policyVersion: OTHER_VERSION },
    ]);
  });

  it('is replaced within half a minute, without a new start', async () => {
    await version();
    stored = { version: 1, entry: entry(other) };
    later(29);
    expect(await version()).toBe(bundled.version);
    later(1);
    expect(await version()).toBe(OTHER_VERSION);
  });

  it('is looked for once, however many messages wait for it', async () => {
    await Promise.all([version(), version(), version()]);
    await version();
    expect(reads).toBe(1);
    later(31);
    await Promise.all([version(), version()]);
    expect(reads).toBe(2);
  });

  it('is loaded only when its version has changed', async () => {
    stored = { version: 1, entry: entry(other) };
    const first = await policy.current();
    later(31);
    expect(await policy.current()).toBe(first);
    expect(names()).toEqual(['policy.replaced']);
  });

  it('is the bundled one again when the published one is removed', async () => {
    stored = { version: 1, entry: entry(other) };
    await version();
    stored = undefined;
    later(31);
    expect(await version()).toBe(bundled.version);
  });
});

describe('a policy that is published and', () => {
  it.each([
    ['is no policy', { id: POLICY_ID }],
    ['is nothing at all', undefined],
    ['has a faulty rule', entry({ ...other, policies: { 'a.cedar': 'permit (' } })],
    [
      'lets PHI out by SMS',
      entry({
        ...other,
        matrix: other.matrix.replace(/(sms:(?:\n {6}.*)*\n {6}phi: )\[portal\]/, '$1[as_is]'),
      }),
    ],
  ])('%s is refused and reported, and the last good one stays', async (_, faulty) => {
    stored = { version: 1, entry: entry(other) };
    await version();
    stored = { version: 2, entry: faulty };
    later(31);
    expect(await version()).toBe(OTHER_VERSION);
    expect(events.at(-1)).toMatchObject({ event: 'policy.refused', version: 2 });
    later(31);
    await version();
    expect(names()).toEqual(['policy.replaced', 'policy.refused']);
  });

  it('is refused where none was good before holds everything: the bundled one could permit too much', async () => {
    stored = { version: 1, entry: { id: POLICY_ID } };
    const held = await policy.current();
    expect(held.decide(cases[0]!.facts)).toMatchObject({
      disposition: 'quarantine',
      reasonCode: 'policy-error',
    });
    stored = { version: 2, entry: entry(other) };
    later(31);
    expect(await version()).toBe(OTHER_VERSION);
  });

  it('has the schema of an earlier release is read by the schema of this one', async () => {
    const earlier = other.schema.replace(/ {2}portalAvailable: Bool,\n/, '');
    expect(earlier).not.toBe(other.schema);
    stored = { version: 1, entry: entry({ ...other, schema: earlier }) };
    expect(await version()).toBe(OTHER_VERSION);
  });
});

describe('when the published policy cannot be read', () => {
  it('nothing is decided before it has been read once: the bundled one could permit too much', async () => {
    away = true;
    await expect(policy.current()).rejects.toThrow();
    away = false;
    stored = { version: 1, entry: entry(other) };
    expect(await version()).toBe(OTHER_VERSION);
  });

  it('the last good one stays, and it is reported', async () => {
    stored = { version: 1, entry: entry(other) };
    await version();
    away = true;
    later(31);
    expect(await version()).toBe(OTHER_VERSION);
    expect(events.at(-1)).toEqual({ event: 'policy.unreadable', errorClass: 'Error' });
  });
});
