import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Channel } from '../vocabulary.ts';

/**
 * What an address is. Several channels share a kind: a text and a WhatsApp message go to one number. `record`: a
 * number of the entity's own (a medical record number), by which a person is found and nothing is sent.
 */
export const ADDRESS_KINDS = ['email', 'phone', 'device', 'handle', 'endpoint', 'record'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** An address in the one form under which it is looked up. Never logged, never in a record. */
export interface PersonAddress {
  readonly kind: AddressKind;
  readonly value: string;
}

const KIND_OF: Readonly<Record<Channel, AddressKind>> = {
  email: 'email',
  sms: 'phone',
  whatsapp: 'phone',
  push: 'device',
  social: 'handle',
  webhook: 'endpoint',
  portal: 'email',
};

export function addressKindOf(channel: Channel): AddressKind {
  return KIND_OF[channel];
}

/** Numbers without a country code are read as numbers of the North American plan. */
const COUNTRY = 'US';
const MAX_PHONE_LENGTH = 40;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets with its brackets. */
const MAX_EMAIL_LENGTH = 254;
const MAX_OTHER_LENGTH = 512;
const MAX_RECORD_LENGTH = 64;

/**
 * The same person's address, however it was written, gives the same text: mail addresses in lower case with
 * the domain as DNS writes it (RFC 5891), telephone numbers as E.164. Whether the local part of a mail address
 * is case-sensitive is the receiver's business (RFC 5321, 2.4); for an opt-out the two spellings are one person. So
 * are those in wide and other compatible letters (UAX 15); with characters that nobody sees it is no address.
 *
 * @returns undefined when the text is no address of that kind.
 */
export function normalizeAddress(kind: AddressKind, text: string): PersonAddress | undefined {
  const value = READERS[kind](text.trim());
  return value === undefined || value === '' ? undefined : { kind, value };
}

const READERS: Readonly<Record<AddressKind, (text: string) => string | undefined>> = {
  email: readEmail,
  phone: readPhone,
  device: readOpaque,
  handle: (text) => readOpaque(oneSpelling(text).replace(/^@/, '')),
  endpoint: readOpaque,
  record: readRecordNumber,
};

/** Letters that mean the same become the same; twice, because small letters may compose anew. */
function oneSpelling(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** Controls, and what is not shown (a soft hyphen, a joiner, a change of direction). */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

function readEmail(written: string): string | undefined {
  if (written.length > MAX_EMAIL_LENGTH) return undefined;
  const text = oneSpelling(written);
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || UNSEEN.test(written) || !/^[^\s,;:<>()"@\\[\]]{1,64}$/u.test(local))
    return undefined;
  const domain = readDomain(text.slice(at + 1));
  return domain === undefined ? undefined : `${local}@${domain}`;
}

/**
 * The mailbox of which a mail address is a subaddress: what follows the first plus is a detail by which its owner sorts
 * mail (RFC 5233). That a receiver reads a plus otherwise is possible and rare.
 */
export function mainAddressOf({ kind, value }: PersonAddress): PersonAddress | undefined {
  const plus = value.indexOf('+');
  if (kind !== 'email' || plus < 1) return undefined;
  return { kind, value: `${value.slice(0, plus)}${value.slice(value.lastIndexOf('@'))}` };
}

/** A host name as DNS writes it, in ASCII; numbers alone are an IP address, not a name. */
function readDomain(text: string): string | undefined {
  const plain = text.replace(/\.$/, '');
  if (plain === '' || /[\s/?#:@\\%[\]]/.test(plain)) return undefined;
  let host: string;
  try {
    host = new URL(`http://${plain}`).hostname;
  } catch {
    return undefined;
  }
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host)
    ? host
    : undefined;
}

function readPhone(text: string): string | undefined {
  if (text.length > MAX_PHONE_LENGTH) return undefined;
  // The way in which texting providers write a WhatsApp sender.
  const number = parsePhoneNumberFromString(text.replace(/^whatsapp:/i, ''), COUNTRY);
  return number?.isPossible() === true && number.ext === undefined ? number.number : undefined;
}

/** However it is spaced, hyphenated and cased: `MRN 55-18820` and `mrn5518820` are one number. */
function readRecordNumber(text: string): string | undefined {
  if (text.length > MAX_RECORD_LENGTH || UNSEEN.test(text)) return undefined;
  const value = oneSpelling(text)
    .replace(/[\s.:#_/-]/g, '')
    .replace(/^(?:mrn|record(?:number|no)?)+(?=\d)/, '');
  return /^[a-z0-9]+$/.test(value) && /\d/.test(value) ? value : undefined;
}

function readOpaque(text: string): string | undefined {
  const value = text.normalize('NFC');
  return value.length > MAX_OTHER_LENGTH || /\s/u.test(value) || UNSEEN.test(value)
    ? undefined
    : value;
}
