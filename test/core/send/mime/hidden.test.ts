import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../../lambdas/core/send/compose-mail.ts';
import { scanMessage } from '../../../../lambdas/core/send/scan-message.ts';
import { HEADER, HTML_PART, mail, multipart, PLAIN_PART, read } from './mail.ts';

const PHI = 'Zebediah Quill, MRN 00918273, was diagnosed with pneumonia.';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const IDENTITY = { domain: 'clinic.example', defaultFrom: 'news@clinic.example' };

/** Places of a message in MIME that most programs do not show. */
const HIDDEN: readonly (readonly [string, readonly string[]])[] = [
  ['the text before the parts', insert(0, multipart('mixed', 'm', PLAIN_PART))],
  ['the text after the parts', [...multipart('mixed', 'm', PLAIN_PART), PHI]],
  [
    'a form of the text that nobody chooses',
    multipart('alternative', 'a', PLAIN_PART, ['Content-Type: text/x-own', '', PHI], HTML_PART),
  ],
  ['a text after the page', multipart('mixed', 'm', HTML_PART, ['', PHI])],
  [
    'a message in the message',
    multipart('mixed', 'm', PLAIN_PART, [
      'Content-Type: message/rfc822',
      '',
      'Subject: x',
      '',
      PHI,
    ]),
  ],
  [
    'the subject of a message in the message',
    multipart('mixed', 'm', PLAIN_PART, [
      'Content-Type: message/rfc822',
      '',
      `Subject: ${PHI}`,
      '',
      'x',
    ]),
  ],
  [
    'the text before the parts of a message in the message',
    multipart('mixed', 'm', PLAIN_PART, [
      'Content-Type: message/rfc822',
      '',
      'MIME-Version: 1.0',
      ...insert(0, multipart('mixed', 'n', PLAIN_PART)),
    ]),
  ],
  [
    'an encoded file',
    multipart('mixed', 'm', PLAIN_PART, [
      'Content-Type: application/octet-stream; name=a.txt',
      'Content-Transfer-Encoding: base64',
      '',
      base64(PHI),
    ]),
  ],
  ['the description of a file', multipart('mixed', 'm', [`Content-Description: ${PHI}`, '', 'x'])],
  [
    'a parameter of a type',
    multipart('mixed', 'm', [`Content-Type: text/plain; x-own="${PHI}"`, '', 'x']),
  ],
  [
    'the second name of a file',
    multipart('mixed', 'm', [
      `Content-Type: text/plain; name="${PHI}"`,
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'x',
    ]),
  ],
  [
    'a name of a file in sections',
    multipart('mixed', 'm', [
      'Content-Disposition: attachment; filename*0*=utf-8\'\'Zebediah%20Quill%2C%20MRN%20; filename*1="00918273, was diagnosed with pneumonia.txt"',
      '',
      'x',
    ]),
  ],
  ['a field of a part', multipart('mixed', 'm', [`X-Own: ${PHI}`, '', 'x'])],
  ['a field of the message', [`X-Own: =?utf-8?b?${base64(PHI)}?=`, '', 'x']],
  ['the name of somebody who gets nothing', [`Cc: "${PHI}" <a@mail.example>`, '', 'x']],
  ['the sender beside the author', [`Sender: "${PHI}" <a@clinic.example>`, '', 'x']],
  [
    'a calendar',
    multipart('alternative', 'a', PLAIN_PART, [
      'Content-Type: text/calendar; method=REQUEST',
      '',
      'BEGIN:VCALENDAR',
      `SUMMARY:${PHI}`,
      'END:VCALENDAR',
    ]),
  ],
  [
    'a flowed text, broken in the name',
    [
      'Content-Type: text/plain; format=flowed',
      '',
      'Zebediah ',
      'Quill, MRN ',
      '00918273, was diagnosed ',
      'with pneumonia.',
    ],
  ],
  [
    'a page that is a file',
    multipart('mixed', 'm', PLAIN_PART, [
      'Content-Type: text/html',
      'Content-Disposition: attachment; filename=a.html',
      '',
      `<!-- ${PHI} -->`,
    ]),
  ],
];

function insert(at: number, [type = '', empty = '', ...parts]: readonly string[]): string[] {
  return [type, empty, ...parts.slice(0, at), PHI, ...parts.slice(at)];
}

describe('PHI in a message in MIME', () => {
  it.each(HIDDEN)('is found in %s', (_, lines) => {
    const message = read(mail(...HEADER, ...lines), { recipients: ['reader@mail.example'] });
    const { classification, unreadable } = scanMessage(message).report;
    // What nobody can read counts as PHI.
    expect(unreadable.length > 0 ? 'phi' : classification).toBe('phi');
  });

  it.each([
    ['a comment of an address', [`Cc: reader@mail.example (${PHI})`, '', 'x']],
    ['a field that is written anew', [`Message-ID: <${PHI}>`, `Received: ${PHI}`, '', 'x']],
    ['a boundary', multipart('mixed', PHI, PLAIN_PART)],
    ['the address of somebody who gets nothing', ['Cc: mrn-00918273@mail.example', '', 'x']],
    ['an empty group', [`Cc: Zebediah Quill MRN 00918273:;`, '', 'x']],
    ['an unread parameter', ['MIME-Version: 1.0 (MRN 00918273)', '', 'x']],
  ])('does not leave in %s', async (_, lines) => {
    const message = read(mail(...HEADER, ...lines), { recipients: ['reader@mail.example'] });
    const { raw } = await composeMail(message, 'msg_1', new Date(0), IDENTITY);
    expect(Buffer.from(raw).toString()).not.toMatch(/Zebediah|00918273/);
  });
});
