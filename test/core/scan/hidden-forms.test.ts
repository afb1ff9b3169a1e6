import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../lambdas/core/scan/normalize.ts';
import { found, scanText } from './support/scan-text.ts';

/** One number or address in every form that a text may hide it in. All are invented. */
const HIDDEN: readonly (readonly [form: string, text: string, label: string, hidden: string])[] = [
  ['an HTML entity', 'SSN &#50;19-09-9999', 'SSN', '&#50;19-09-9999'],
  ['a named entity', 'jane&commat;example.org', 'EMAIL', 'jane&commat;example.org'],
  ['an attribute', '<a href="mailto:jane@example.org">write</a>', 'EMAIL', 'jane@example.org'],
  ['tags inside', 'SSN 219-<b>09</b>-9999', 'SSN', '219-<b>09</b>-9999'],
  ['tags with a style', 'MRN <span style="x">55</span>18820', 'MRN', '55</span>18820'],
  ['a comment inside', 'MRN 551<!-- -->8820', 'MRN', '551<!-- -->8820'],
  ['an empty tag', 'jane@exam<wbr>ple.org', 'EMAIL', 'jane@exam<wbr>ple.org'],
  ['quoted-printable', 'SSN =32=31=39-09-9999', 'SSN', '=32=31=39-09-9999'],
  [
    'an encoded word in base64',
    'Subject: =?utf-8?B?SmFuZSBNUk4gNTUxODgyMA==?=',
    'MRN',
    '=?utf-8?B?SmFuZSBNUk4gNTUxODgyMA==?=',
  ],
  [
    'an encoded word in Q',
    'Subject: =?iso-8859-1?Q?MRN=205518820?=',
    'MRN',
    '=?iso-8859-1?Q?MRN=205518820?=',
  ],
  ['escapes of a language', 'SSN \\u003219-09-9999', 'SSN', '\\u003219-09-9999'],
  ['percent escapes', 'SSN %32%31%39-09-9999', 'SSN', '%32%31%39-09-9999'],
  ['doubled percent escapes', 'SSN %2532%2531%2539-09-9999', 'SSN', '%2532%2531%2539-09-9999'],
  ['an escaped address', 'jane%2540example.org', 'EMAIL', 'jane%2540example.org'],
  ['a zero-width space', 'SSN 219\u200b-09-9999', 'SSN', '219\u200b-09-9999'],
  ['full-width digits', 'SSN ２１９-０９-９９９９', 'SSN', '２１９-０９-９９９９'],
  [
    'Cyrillic letters in an address',
    'j\u0430ne@ex\u0430mple.org',
    'EMAIL',
    'j\u0430ne@ex\u0430mple.org',
  ],
  ['Greek letters in a cue', '\u039cRN 5518820', 'MRN', '5518820'],
  [
    'Cyrillic letters in a code',
    'member id \u0410\u0412-551882',
    'HEALTH_PLAN_ID',
    '\u0410\u0412-551882',
  ],
  [
    'words for digits',
    'call five five five, oh one four two',
    'PHONE',
    'five five five, oh one four two',
  ],
  ['spaced digits', 's s n 2 1 9 - 0 9 - 9 9 9 9', 'SSN', '2 1 9 - 0 9 - 9 9 9 9'],
];

describe('a hidden form is seen', () => {
  it.each(HIDDEN)('%s', (_, text, label, hidden) => {
    const findings = scanText(text).findings.map((finding) => [
      finding.label,
      text.slice(finding.start, finding.end),
    ]);
    expect(findings).toContainEqual([label, hidden]);
  });

  it.each([
    ['JSON in a string', JSON.stringify({ mrn: '5518820' }), 'MRN /note~json/mrn 5518820'],
    [
      'JSON in a string in a string',
      JSON.stringify(JSON.stringify({ mrn: '5518820' })),
      'MRN /note~json~json/mrn 5518820',
    ],
    [
      'base64',
      Buffer.from('the MRN 5518820 of Jane').toString('base64'),
      'MRN /note~decoded 5518820',
    ],
  ])('%s', (_, note, expected) => {
    expect(found({ note })).toContain(expected);
  });

  it.each([
    'Привет, как дела',
    'Αθήνα και Πάτρα',
    'α-tocopherol and β-carotene',
    'if (a < b && b > c) return a;',
    'x = a=?b:c',
    '5 < 10 < 20',
    '100% sure',
    'one two three four',
  ])('nothing is hidden in %j', (text) => {
    expect(viewOf({ path: 'text', text, role: 'value' }).text).toBe(text);
  });
});
