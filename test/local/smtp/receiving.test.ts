import { describe, expect, it } from 'vitest';
import { receiveMail, type MailIn } from '../../../local/smtp/receiving.ts';

const MAIL = Buffer.from('From: a@lab.example\r\nSubject: Hours\r\n\r\nWe open at nine.\r\n');

/** Sources `lab` and `fax` take mail. */
function gateway() {
  const taken: string[] = [];
  const mailIn: MailIn = {
    takes: (sourceId) => Promise.resolve(['lab', 'fax'].includes(sourceId)),
    receive({ sourceId, mailId }) {
      const key = `${sourceId} ${mailId}`;
      if (taken.includes(key)) return Promise.resolve({ kind: 'duplicate', isWhole: true });
      taken.push(key);
      return Promise.resolve({ kind: 'accepted', messageId: `msg_${sourceId}`, isWhole: true });
    },
  };
  const send = async (raw: Buffer, ...recipients: string[]) => {
    const { code, lines } = await receiveMail(raw, recipients, mailIn);
    return [code, ...lines].join(' ');
  };
  return { taken, send };
}

describe('mail to sources by the listener', () => {
  it('is taken for each, by one id that tells a repeat', async () => {
    const { taken, send } = gateway();
    const both = ['lab@inbound.localhost', 'FAX@inbound.localhost'];
    expect(await send(MAIL, ...both)).toBe('250 2.6.0 Taken in as msg_lab, msg_fax');
    expect(await send(MAIL, ...both)).toBe('250 2.6.0 Taken in before');
    expect(taken).toHaveLength(2);
  });

  it.each([
    ['no source has the last name', MAIL, ['lab', 'nobody'], /^550 5\.1\.1 /],
    ['no source has the first name', MAIL, ['nobody', 'lab'], /^550 5\.1\.1 /],
    ['a CR stands alone', Buffer.from('From: a@lab.example\r\n\r\na\rb'), ['lab'], /^554 5\.6\.0 /],
    ['an LF stands alone', Buffer.from('From: a@lab.example\n\r\nab'), ['lab'], /^554 5\.6\.0 /],
  ])('is taken for none where %s', async (_, raw, sources, reply) => {
    const { taken, send } = gateway();
    expect(await send(raw, ...sources.map((one) => `${one}@inbound.localhost`))).toMatch(reply);
    expect(taken).toEqual([]);
  });

  it('is taken for none where it goes to somebody else as well', async () => {
    const { taken, send } = gateway();
    expect(await send(MAIL, 'lab@inbound.localhost', 'a@mail.example')).toMatch(/^554 5\.5\.0 /);
    expect(taken).toEqual([]);
  });
});
