import * as z from 'zod';
import type { HeaderField } from '../../parse/mime/read-headers.ts';
import { subjectText } from '../subject.ts';
import { declarations } from '../declarations.ts';
import { customHeaders } from '../fields.ts';
import { mailboxLine, mailboxList } from '../mailboxes.ts';
import type { Address, EmailMessage } from '../outbound-message.ts';
import { characters, lineOf } from './header-values.ts';
import { MalformedMessageError } from './malformed-message-error.ts';

/** What the header of a message says of it. */
export interface MessageHeader extends Pick<
  EmailMessage,
  'replyTo' | 'subject' | 'headers' | 'purpose' | 'exception' | 'remuneration' | 'about'
> {
  readonly from?: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** What goes no further, by name of field. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Fields of which a message has one at most (RFC 5322 3.6), as they are called in answers. */
const SINGLE: Readonly<Record<string, string>> = {
  from: 'From',
  sender: 'Sender',
  'reply-to': 'Reply-To',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  subject: 'Subject',
  date: 'Date',
  'message-id': 'Message-ID',
  'mime-version': 'MIME-Version',
  'content-type': 'Content-Type',
  'content-transfer-encoding': 'Content-Transfer-Encoding',
  'content-disposition': 'Content-Disposition',
  'content-id': 'Content-ID',
  'in-reply-to': 'In-Reply-To',
  references: 'References',
  'cordon-purpose': 'Cordon-Purpose',
  'cordon-exception': 'Cordon-Exception',
  'cordon-remuneration': 'Cordon-Remuneration',
  'cordon-about': 'Cordon-About',
};

/** Written anew, or of use only to those who carried the message here; none of it leaves. */
const OF_TRANSPORT =
  /^(?:date|message-id|mime-version|received|return-path|delivered-to|dkim-signature|domainkey-signature|authentication-results|(?:x-)?arc-[a-z-]+|content-(?:type|transfer-encoding|disposition|id|length))$/;
/** What a caller says to a provider, or of the message beside what it says itself: scanned, and goes no further. */
const ASIDE = /^(?:sender$|content-|x-(?:ses|mc|mailgun|pm|sg)-)/;
/** By these a provider would do something that is not done here. */
const NOT_DONE =
  /^(?:resent-.*|x-smtpapi|x-mc-(?:sendat|template|mergevars|mergelanguage|bccaddress|subaccount)|x-mailgun-(?:deliver-by|deliver-time-optimize-period|template.*|recipient-variables|drop-message))$/;

/** `undisclosed-recipients:;`, a group of nobody (RFC 5322 3.4), as programs write it where all are blind copies. */
const EMPTY_GROUP = /^"?[\w .-]{1,100}"?\s{0,9}:\s{0,9};$/;

const DECLARED = z.object({
  'cordon-purpose': declarations.purpose,
  'cordon-exception': declarations.exception,
  'cordon-remuneration': declarations.remuneration,
  'cordon-about': subjectText.optional(),
});

/**
 * Reads the header of a message (RFC 5322 3.6). A field that stands there twice where it may stand once is refused: two
 * programs would read two messages.
 *
 * @param text characters of one byte each
 * @throws MalformedMessageError
 */
export function readMessageHeader(text: string, fields: readonly HeaderField[]): MessageHeader {
  const single = new Map<string, HeaderField>();
  const own: [string, string][] = [];
  const metadata = new Map<string, string>();
  for (const field of fields) {
    const { name } = field;
    const known = Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined;
    if (known !== undefined) {
      if (single.has(name)) throw new MalformedMessageError(known, 'stands there twice');
      single.set(name, field);
    }
    if (NOT_DONE.test(name)) {
      throw new MalformedMessageError('header', 'asks for something that is not available');
    }
    if (name.startsWith('cordon-') && known === undefined) {
      throw new MalformedMessageError('header', 'has a Cordon field that is not known');
    }
    if (OF_TRANSPORT.test(name)) continue;
    if (ASIDE.test(name)) {
      const key = metadata.has(name) ? `${name}#${String(metadata.size)}` : name;
      metadata.set(key, lineOf(text, field, known ?? 'header'));
    } else if (known === undefined || name === 'in-reply-to' || name === 'references') {
      const spelled = text.slice(field.nameStart, field.nameEnd);
      own.push([spelled, lineOf(text, field, known ?? 'header')]);
    }
  }
  return {
    ...addressesIn(text, single),
    subject: single.has('subject') ? lineIn(text, single, 'subject') : '',
    headers: headersOf(own),
    metadata: Object.fromEntries(metadata),
    ...declaredIn(text, single),
  };
}

function addressesIn(text: string, single: ReadonlyMap<string, HeaderField>) {
  const list = (name: string): readonly Address[] => {
    const field = single.get(name);
    if (field === undefined) return [];
    const known = SINGLE[name] ?? name;
    const value = characters(text, field, known);
    if (EMPTY_GROUP.test(value)) return [];
    const read = mailboxList.safeParse(value);
    if (read.success) return read.data;
    throw new MalformedMessageError(known, 'is not a list of email addresses');
  };
  const sender = single.get('from');
  const from =
    sender === undefined ? undefined : mailboxLine.safeParse(characters(text, sender, 'From'));
  if (from?.success === false) throw new MalformedMessageError('From', 'is not one email address');
  return {
    ...(from === undefined ? {} : { from: from.data }),
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
  };
}

function headersOf(own: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  if (new Set(own.map(([name]) => name.toLowerCase())).size !== own.length) {
    throw new MalformedMessageError('header', 'names a field twice');
  }
  const headers = customHeaders.safeParse(Object.fromEntries(own));
  if (headers.success) return headers.data;
  throw new MalformedMessageError(
    'header',
    'has more fields than 50, or one that is not to be set',
  );
}

function declaredIn(text: string, single: ReadonlyMap<string, HeaderField>) {
  const names = Object.keys(DECLARED.shape);
  const given = names.filter((name) => single.has(name));
  const read = DECLARED.safeParse(
    Object.fromEntries(given.map((name) => [name, lineIn(text, single, name)])),
  );
  if (!read.success) {
    const [name = ''] = read.error.issues[0]?.path ?? [];
    throw new MalformedMessageError(
      SINGLE[String(name)] ?? 'header',
      'has a value that is not known',
    );
  }
  const purpose = read.data['cordon-purpose'];
  const exception = read.data['cordon-exception'];
  const remuneration = read.data['cordon-remuneration'];
  const about = read.data['cordon-about'];
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(exception === undefined ? {} : { exception }),
    ...(remuneration === undefined ? {} : { remuneration }),
    ...(about === undefined ? {} : { about }),
  };
}

function lineIn(text: string, single: ReadonlyMap<string, HeaderField>, name: string): string {
  const field = single.get(name);
  return field === undefined ? '' : lineOf(text, field, SINGLE[name] ?? name);
}
