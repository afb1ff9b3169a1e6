import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { JoinedWords, readingsOfToken } from '../../../lambdas/core/send/joined-words.ts';
import { scanMessage } from '../../../lambdas/core/send/scan-message.ts';
import { processorTime } from '../../support/processor-time.ts';
import { PLAIN } from './messages.ts';

type Weight = Parameters<JoinedWords['add']>[2];

function wordsIn(text: string, weight: Weight): readonly string[] {
  const joined = new JoinedWords();
  joined.add('filename', text, weight);
  return joined.segments().map((segment) => segment.text);
}

describe('a name that says who has what', () => {
  it.each([
    'Walter_Grace_HIV_result.txt',
    'walter_grace_hiv_result',
    'HIVresult-WalterGrace.pdf',
    'WalterGraceHivResult',
    'walterGraceHIVResult',
    'WalterGraceHIV.pdf',
    'walter.grace.hiv@news.example',
    'news@walter-grace.hiv.clinic.example',
    'X-Walter-Grace-HIV',
    'hiv_walter_grace',
    '2026-03-04_Grace_Walter_biopsy.pdf',
    'MRN00918273_diabetes',
    'https://clinic.example/walter-grace/hiv',
    'https://clinic.example/a?patient=walter_grace&test=hiv',
    'https://clinic.example/a#walter\u2010grace\u2010hiv',
  ])('is PHI by itself: %s', (name) => {
    expect(wordsIn(name, 'alone').length).toBeGreaterThan(0);
    expect(wordsIn(`see ${name} below`, 'alone').length).toBeGreaterThan(0);
  });

  it.each(['walter-grace.pdf', 'WalterGrace.docx', 'mrn_00918273.pdf', 'ssn_123-45-6789.pdf'])(
    'says who in what is said, and nothing in what merely stands there: %s',
    (name) => {
      expect(wordsIn(name, 'said').length).toBeGreaterThan(0);
      expect(wordsIn(name, 'alone')).toEqual([]);
      expect(wordsIn(name, 'file')).toEqual([]);
    },
  );

  it.each([
    'Spring_Newsletter_2026.pdf',
    'IMG_20260304_113322.jpg',
    'invoice-4711.pdf',
    'Screenshot_2026-03-04_at_11.33.22.png',
    'diabetes-guide-2026.pdf',
    'HIV_testing_guide.pdf',
    'heart-health-guide.docx',
    'InsulinPumpCatalog.xlsx',
    'Q3_results_2026.xlsx',
    'logo-white@2x.png',
    'hero-diabetes-600x400.jpg',
    'breast-cancer-awareness-walk.ics',
    'cancer_screening_reminder',
    'custom_args.firstName',
    'X-Entity-Ref-ID',
    'text/x-amp-html',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'https://www.clinic.example/blog/living-with-hiv?utm_source=mail&utm_campaign=diabetes-week',
    'https://fonts.example/css2?family=Open+Sans',
  ])('says nothing of anybody: %s', (name) => {
    expect(wordsIn(name, 'said')).toEqual([]);
  });

  it('is not spelled by the letters of a code that a program made', () => {
    const spelled = Array.from({ length: 1000 }, (_, index) => {
      const code = createHash('sha512').update(String(index)).digest('base64url');
      return wordsIn(`https://click.clinic.example/ls/${code}`, 'alone');
    }).filter((words) => words.length > 0);
    // One in a thousand at most: a mail has some dozens.
    expect(spelled.length).toBeLessThanOrEqual(1);
  });
});

describe('the words of a token', () => {
  it.each([
    ['Walter_Grace_HIV_result.txt', 'Walter Grace HIV result'],
    ['HIVresult-WalterGrace.pdf', 'HIV result Walter Grace'],
    ['HIVResult', 'HIV Result'],
    ['mrn00918273', 'mrn 00918273'],
    ['ssn-123-45-6789', 'ssn 123-45-6789'],
  ])('of %s are %j', (token, words) => {
    expect([...readingsOfToken(token)]).toContain(words);
  });
});

describe('a mail about health', () => {
  const health = { subject: 'Living with diabetes', text: 'Our insulin pump. HIV prevention.' };
  const file = (filename: string) => ({
    ...{ ...PLAIN, ...health },
    attachments: [{ filename, contentType: 'text/plain', content: Buffer.from('hours') }],
  });

  it.each(['Spring_Newsletter_2026.pdf', 'IMG_20260304_113322.jpg', 'invoice-4711.pdf'])(
    'is no more than that with %s',
    (name) => {
      expect(scanMessage(file(name)).report.classification).toBe('health');
    },
  );

  it.each(['walter-grace.pdf', 'WalterGrace.pdf', 'Walter_Grace.pdf'])(
    'is about the person whose name a file has: %s',
    (name) => {
      expect(scanMessage(file(name)).report.classification).toBe('phi');
    },
  );
});

it('reads a text of many tokens in time, and says when there were more than it looks at', () => {
  const text = Array.from({ length: 20_000 }, (_, n) => `abc-${String(n)}-defgh_Ij`).join(' ');
  const joined = new JoinedWords();
  const spent = processorTime();
  joined.add('text', text, 'alone');
  joined.add('text', 'a'.repeat(1_000_000), 'alone');
  joined.add('text', 'aB'.repeat(500_000), 'said');
  joined.segments();
  expect(joined.isExceeded).toBe(true);
  expect(spent()).toBeLessThan(10_000);
});

it.each([
  ['Abcde-Fghij-', true],
  // Sides of an address beyond the fourth are read together.
  ['AbcdXy@AbceXy@', false],
])(
  'reads a text of tokens like %s in time, and says when that was more than it reads',
  (piece, isMore) => {
    const token = piece.repeat(120);
    const joined = new JoinedWords();
    const spent = processorTime();
    for (let n = 0; n < 900; n += 1) joined.add('text', `${token}${String(n)}`, 'alone');
    joined.segments();
    expect(joined.isExceeded).toBe(isMore);
    expect(spent()).toBeLessThan(10_000);
  },
);
