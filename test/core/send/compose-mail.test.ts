import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../lambdas/core/send/compose-mail.ts';
import type { EmailMessage } from '../../../lambdas/core/send/outbound-message.ts';
import { anyMessage, PLAIN } from './messages.ts';

const IDENTITY = { domain: 'clinical.example', defaultFrom: 'no-reply@clinical.example' };
const DATE = new Date('2026-11-28T17:00:00Z');

/** Every header of a mail with a subject, a header of the caller's and no more. */
const OWN = 'content-type date from message-id mime-version subject to x-note'.split(' ');

interface Composed {
  readonly from: string;
  /** Unfolded header fields in order: lower-case name and raw value. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Composes, and reads the head by the rules of RFC 5322 2.2: any line that is no field is a fault. */
async function compose(change: Partial<EmailMessage>, id = 'msg_1'): Promise<Composed> {
  const { from, raw } = await composeMail({ ...PLAIN, ...change }, id, DATE, IDENTITY);
  const text = Buffer.from(raw).toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => {
    const field = /^([!-9;-~]+):[ \t]*([ -~\t]*)$/.exec(line);
    if (field === null) throw new Error('a line of the head is not a header field');
    return [field[1]!.toLowerCase(), field[2]!] as const;
  });
  return { from, headers, body: text.slice(end + 4) };
}

function valuesOf({ headers }: Composed, name: string): string[] {
  return headers.filter(([field]) => field === name).map(([, value]) => value);
}

/** Decodes RFC 2047 encoded words, as a mail program does. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_all, how: string, data: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(data, 'base64').toString('utf8')
        : Buffer.from(
            data
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/gi, (_m, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          ).toString('utf8'),
    );
}

describe('a composed mail', () => {
  it("leaves by the lane's identity, with answers to whom the caller named", async () => {
    const mail = await compose({ from: { address: 'nurse@hospital.example', name: 'Nurse Desk' } });
    expect(mail.from).toBe('no-reply@clinical.example');
    expect(valuesOf(mail, 'from')).toEqual(['Nurse Desk <no-reply@clinical.example>']);
    expect(valuesOf(mail, 'reply-to')).toEqual(['Nurse Desk <nurse@hospital.example>']);
  });

  it("keeps an address of the lane's own domain, and the answers that were asked for", async () => {
    const mail = await compose({
      from: { address: 'desk@clinical.example' },
      replyTo: [{ address: 'a@hospital.example' }, { address: 'b@hospital.example' }],
    });
    expect(mail.from).toBe('desk@clinical.example');
    expect(valuesOf(mail, 'from')).toEqual(['desk@clinical.example']);
    expect(valuesOf(mail, 'reply-to')).toEqual(['a@hospital.example, b@hospital.example']);
  });

  it('names its recipients, and never those who get it blind', async () => {
    const mail = await compose({
      to: [{ address: 'one@mail.example', name: 'One, First' }, { address: 'two@mail.example' }],
      cc: [{ address: 'three@mail.example' }],
      bcc: [{ address: 'blind@mail.example', name: 'Blind' }],
    });
    expect(valuesOf(mail, 'to')).toEqual(['"One, First" <one@mail.example>, two@mail.example']);
    expect(valuesOf(mail, 'cc')).toEqual(['three@mail.example']);
    expect(valuesOf(mail, 'bcc')).toEqual([]);
    expect(JSON.stringify(mail)).not.toMatch(/blind/i);
  });

  it('has the same id and date whenever it is composed again', async () => {
    const ids = [await compose({}), await compose({})].map((mail) => [
      valuesOf(mail, 'message-id'),
      valuesOf(mail, 'date'),
    ]);
    expect(ids[0]).toEqual([['<msg_1@clinical.example>'], ['Sat, 28 Nov 2026 17:00:00 +0000']]);
    expect(ids[1]).toEqual(ids[0]);
  });

  it('carries text, HTML and each file as it was', async () => {
    const content = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    const { body } = await compose({
      text: 'plain words',
      html: '<p>marked words</p>',
      attachments: [
        { filename: 'ä b.bin', contentType: 'application/octet-stream', content },
        { filename: 'p.png', contentType: 'image/png', content, contentId: 'pic@1' },
      ],
    });
    expect(body).toContain('plain words');
    expect(body).toContain('<p>marked words</p>');
    const wrapped = content.toString('base64').replace(/(.{76})/g, '$1\r\n');
    expect(body.split(wrapped)).toHaveLength(3);
    expect(body).toContain('Content-ID: <pic@1>');
    expect(body).toContain("filename*0*=utf-8''%C3%A4%20b.bin");
  });

  it('reads no file and fetches no address, whatever its parts say', async () => {
    const { body } = await compose({
      text: 'x',
      html: '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/">',
      attachments: [
        { filename: '/etc/passwd', contentType: 'text/plain', content: Buffer.from('mine') },
      ],
    });
    expect(body).toContain(Buffer.from('mine').toString('base64'));
    expect(body).not.toContain('root:');
  });

  it('says in its head what was said, in any script', async () => {
    const mail = await compose({ subject: 'Grüße 你好 🎈', headers: { 'X-Note': 'naïve' } });
    expect(decodeWords(valuesOf(mail, 'subject')[0]!)).toBe('Grüße 你好 🎈');
    expect(decodeWords(valuesOf(mail, 'x-note')[0]!)).toBe('naïve');
  });

  it('gets no header that nobody asked for, whatever subject, names and headers say', async () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        ...['\r\nBcc: evil@evil.example', '\nBcc: evil@evil.example\n\n', '\rBcc: e@evil.example'],
        ...[
          'a\r\n\r\n<script>',
          '=?utf-8?Q?=0D=0ABcc:_e@evil.example?=',
          '"\\"\r\nBcc: e',
          '\u2028B',
        ],
        ...[
          '\u0085Bcc: e@evil.example',
          '\0\r\n.\r\n',
          '<a@b.example>, c@d.example',
          'x'.repeat(998),
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 80 }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, async (subject, name, header, file) => {
        const mail = await compose({
          subject,
          from: { address: 'desk@clinical.example', name },
          to: [{ address: 'one@mail.example', name }],
          headers: { 'X-Note': header },
          attachments: [{ filename: file, contentType: 'text/plain', content: Buffer.from('x') }],
        });
        const names = new Set(mail.headers.map(([field]) => field));
        expect(names.size).toBe(mail.headers.length);
        // What is empty is left out.
        expect([...names, 'subject', 'x-note']).toEqual(expect.arrayContaining(OWN));
        expect(OWN).toEqual(expect.arrayContaining([...names]));
        expect(valuesOf(mail, 'to')[0]).toMatch(/(?:^|<)one@mail\.example>?$/);
        expect(mail.from).toBe('desk@clinical.example');
      }),
      { numRuns: 300 },
    );
  });

  it('of any message that a dialect reads is well formed', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        const mail = await compose(message);
        expect(valuesOf(mail, 'from')).toHaveLength(1);
        expect(valuesOf(mail, 'bcc')).toEqual([]);
        const names = mail.headers.map(([field]) => field);
        for (const [name, value] of Object.entries(message.headers)) {
          if (value.trim() !== '') expect(names).toContain(name.toLowerCase());
        }
      }),
    );
  });
});

describe('the link to unsubscribe (RFC 8058)', () => {
  const link = `https://hooks.example.com/u/${'A-_9'.repeat(100)}`;
  const headersWith = async (headers: Record<string, string>, unsubscribe?: string) => {
    const message = { ...PLAIN, headers };
    const { raw } = await composeMail(message, 'msg_1', DATE, IDENTITY, unsubscribe);
    return Buffer.from(raw).toString('utf8').split('\r\n\r\n')[0]!.split('\r\n');
  };

  it('stands whole in one line, with the header that makes it one click', async () => {
    const lines = await headersWith({}, link);
    expect(lines).toContain(`List-Unsubscribe: <${link}>`);
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it("takes the place of the caller's own, of which Cordon would not hear", async () => {
    const own = { 'list-unsubscribe': '<https://elsewhere.example/x>', 'X-Note': 'kept' };
    const lines = (await headersWith(own, link)).filter((line) => /unsub|x-note/i.test(line));
    expect(lines.toSorted()).toEqual([
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      `List-Unsubscribe: <${link}>`,
      'X-Note: kept',
    ]);
  });

  it('is not there where none is given, and the caller keeps his', async () => {
    const lines = await headersWith({ 'List-Unsubscribe': '<mailto:out@example.com>' });
    expect(lines.filter((line) => /unsub/i.test(line))).toEqual([
      'List-Unsubscribe: <mailto:out@example.com>',
    ]);
  });
});
