import { expect, it } from 'vitest';
import { careName } from '../../../../lambdas/core/scan/recognisers/care-name.ts';
import { scan } from '../../../../lambdas/core/scan/scan.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(careName, {
  match: [
    ['Maria Keller', 'Maria Keller'],
    [' Maria Keller ', 'Maria Keller'],
    ['Dr. Jane Roe', 'Dr. Jane Roe'],
    ["Sinead O'Shaughnessy", "Sinead O'Shaughnessy"],
    ['Ana Vasquez-Lund', 'Ana Vasquez-Lund'],
    ['MARIA KELLER', 'MARIA KELLER'],
    ['Jan van der Berg', 'Jan van der Berg'],
    ['Maria T. Keller', 'Maria T. Keller'],
    ['Maria Keller, MD', 'Maria Keller, MD'],
    ['Søren Ødegård', 'Søren Ødegård'],
    ['Robert Keller Jr.', 'Robert Keller Jr.'],
    ['José Ángel Ruiz', 'José Ángel Ruiz'],
  ],
  noMatch: [
    'Maria',
    'maria keller came in',
    'active',
    'invitee.created',
    'America/Denver',
    'Maria Keller called about her results.',
    '2026-11-20T15:04:05Z',
    'Endocrinology intake',
    'XQH883120947',
    'yes',
    '',
    'Type 2 diabetes',
  ],
});

it('is asked in documents from a care source alone', () => {
  const segments = [{ path: '/a', text: 'Harbor Wolf', role: 'value', hint: 'a' }] as const;
  const labels = (careContext: boolean) =>
    scan({ segments, careContext, unreadable: [] }).findings.map(({ label }) => label);
  expect(labels(true)).toEqual(['NAME']);
  expect(labels(false)).toEqual([]);
});
