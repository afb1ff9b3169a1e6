import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import {
  MATRIX_CLASSES,
  readMatrix,
  RELEASES,
} from '../../../lambdas/core/decide/channel-matrix.ts';
import type { DecisionFacts } from '../../../lambdas/core/decide/facts.ts';
import { assumedFacts } from '../../../lambdas/core/decide/case-file.ts';
import { loadPolicy } from '../../../lambdas/core/decide/engine.ts';
import { CHANNELS, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import { loadSound, ROOT, shippedSources } from './shipped-policy.ts';

const shipped = readFileSync(path.join(ROOT, 'policy', 'channel-matrix.yaml'), 'utf8');

interface Text {
  routes: Record<string, string>;
  matrix: Record<string, Record<string, Record<string, string[]>>>;
}

/** The shipped matrix with something changed. */
function edited(change: (text: Text) => void): string {
  const text = parse(shipped) as Text;
  change(text);
  return stringify(text);
}

const CELLS = PURPOSES.flatMap((purpose) =>
  CHANNELS.flatMap((channel) => MATRIX_CLASSES.map((phi) => ({ purpose, channel, phi }))),
);
const TEXT_CHANNELS = ['sms', 'whatsapp', 'push', 'social'] as const;

describe('the shipped channel matrix', () => {
  const { matrix } = readMatrix(shipped);

  it('defines every cell, and names in each only what lets content out', () => {
    const text = parse(shipped) as Text;
    const defined = CELLS.filter(({ purpose, channel, phi }) =>
      Array.isArray(text.matrix[purpose]?.[channel]?.[phi]),
    );
    expect(defined).toHaveLength(4 * 7 * 5);
  });

  it.each(CELLS)('allows no more than the floor for $purpose / $phi / $channel', (cell) => {
    const allowed = matrix?.allows(cell);
    const holdsPhi = cell.phi === 'phi' || cell.phi === 'unknown';
    const byText = (TEXT_CHANNELS as readonly string[]).includes(cell.channel);
    expect(allowed?.as_is === true && holdsPhi).toBe(false);
    expect(allowed?.encrypted === true && holdsPhi && byText).toBe(false);
    expect(allowed?.deidentified === true && (cell.phi === 'unknown' || (holdsPhi && byText))).toBe(
      false,
    );
  });

  it('names a vendor for each channel by which Cordon sends, and for no other', () => {
    const named = CHANNELS.filter((channel) => matrix?.vendorOf(channel) !== undefined);
    expect(named).toEqual(['email', ...TEXT_CHANNELS]);
    expect(loadSound(shippedSources).vendorOf('email')).toBe('amazon-ses');
  });

  it('is used: what a cell does not allow is not done, and the decision says so', () => {
    const closed = edited((text) => {
      text.matrix['marketing']!['email']!['identifier'] = [];
    });
    const facts: DecisionFacts = {
      ...assumedFacts('outbound'),
      ...{ lane: 'marketing', direction: 'outbound', channel: 'email', purpose: 'marketing' },
      phi: 'identifier',
    };
    expect(loadSound(shippedSources).decide(facts).disposition).toBe('as_is');
    expect(loadSound({ ...shippedSources, matrix: closed }).decide(facts)).toMatchObject({
      disposition: 'quarantine',
      reasonCode: 'channel-matrix',
    });
  });
});

describe('a channel matrix is refused, with the cell named, for', () => {
  it.each(
    TEXT_CHANNELS.flatMap((channel) =>
      (['phi', 'unknown'] as const).flatMap((phi) =>
        (['as_is', 'encrypted', 'deidentified'] as const).map((way) => ({ channel, phi, way })),
      ),
    ),
  )('$way of $phi by $channel', ({ channel, phi, way }) => {
    const text = edited(({ matrix }) => {
      matrix['device_alert']![channel]![phi] = [way];
    });
    const { matrix, problems } = readMatrix(text);
    expect(matrix).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      `channel-matrix.yaml: device_alert / ${phi} / ${channel}: ${way} is never`,
    );
  });

  it.each(CHANNELS)('PHI unchanged by %s', (channel) => {
    const text = edited(({ matrix }) => matrix['clinical']![channel]!['phi']!.push('as_is'));
    expect(readMatrix(text).problems.join()).toContain(
      `clinical / phi / ${channel}: as_is is never`,
    );
  });

  it('the removal of identifiers from what could not be read', () => {
    const text = edited(({ matrix }) =>
      matrix['clinical']!['webhook']!['unknown']!.push('deidentified'),
    );
    expect(readMatrix(text).problems.join()).toMatch(
      /clinical \/ unknown \/ webhook: deidentified/,
    );
  });

  it.each([
    [
      'a missing cell',
      ({ matrix }: Text) => delete matrix['marketing']!['sms']!['phi'],
      /marketing \/ phi \/ sms/,
    ],
    [
      'a missing channel',
      ({ matrix }: Text) => delete matrix['clinical']!['push'],
      /clinical \/ push/,
    ],
    ['a missing purpose', ({ matrix }: Text) => delete matrix['clinical'], /clinical/],
    [
      'an unknown way out',
      ({ matrix }: Text) => matrix['clinical']!['email']!['none']!.push('fax'),
      /clinical \/ none \/ email/,
    ],
    [
      'a way out named twice',
      ({ matrix }: Text) => matrix['clinical']!['email']!['none']!.push('as_is'),
      /clinical \/ none \/ email: names the same way out twice/,
    ],
    [
      'an unknown channel',
      ({ matrix }: Text) => (matrix['clinical']!['fax'] = {}),
      /clinical.*fax/,
    ],
    ['a missing route', ({ routes }: Text) => delete routes['sms'], /routes \/ sms/],
    [
      'a route for what is not sent',
      ({ routes }: Text) => (routes['webhook'] = 'x'),
      /routes.*webhook/,
    ],
  ])('%s', (_, change, problem) => {
    const { matrix, problems } = readMatrix(edited(change));
    expect(matrix).toBeUndefined();
    expect(problems.join('\n')).toMatch(problem);
    expect(problems.every((line) => line.startsWith('channel-matrix.yaml: '))).toBe(true);
  });

  it('PHI by a vendor without an active agreement, if the agreements are given', () => {
    const states = { 'amazon-ses': 'lapsed', twilio: 'none' } as const;
    const load = loadPolicy(shippedSources, states);
    expect(load.kind === 'rejected' && load.problems).toEqual(
      PURPOSES.flatMap((purpose) =>
        ['phi', 'unknown'].map(
          (phi) =>
            `channel-matrix.yaml: ${purpose} / ${phi} / email: allows encrypted by amazon-ses, whose agreement is lapsed, not active.`,
        ),
      ),
    );
    expect(loadPolicy(shippedSources, {}).kind).toBe('rejected');
    expect(loadPolicy(shippedSources, { 'amazon-ses': 'active' }).kind).toBe('loaded');
  });

  it.each([
    ['text that is no YAML', 'routes: [', /channel-matrix\.yaml: /],
    ['a key that is there twice', `${shipped}\nmatrix: {}\n`, /unique/],
    ['an alias', `a: &a [as_is]\nb: *a\n`, /aliases/],
    [
      'aliases of aliases',
      [
        'a0: &a0 [x, x]',
        ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
      ].join('\n'),
      /aliases/,
    ],
    ['an endless text', `${shipped}${'#'.repeat(70_000)}`, /longer than/],
    ['a tag of its own', 'routes: !!js/function "x"', /channel-matrix\.yaml: /],
    ['nothing', '', /channel-matrix\.yaml: /],
  ])('%s', (_, text, problem) => {
    const { matrix, problems } = readMatrix(text);
    expect(matrix).toBeUndefined();
    expect(problems.join('\n')).toMatch(problem);
  });

  it('a nesting that would exhaust the stack', () => {
    const load = loadPolicy({ ...shippedSources, matrix: '['.repeat(60_000) });
    expect(load.kind).toBe('rejected');
  });

  it('nothing that the order of RELEASES does not know', () => {
    expect(RELEASES).toEqual(['as_is', 'encrypted', 'portal', 'deidentified']);
  });
});
