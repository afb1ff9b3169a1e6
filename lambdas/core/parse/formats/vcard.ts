import { parseContentLines } from '../content-lines/parse-content-lines.ts';
import type { Format, ParseResult, ParseScope } from '../parsed.ts';
import type { Received } from '../received.ts';

/** What the properties of a card hold (RFC 6350 6), in words that say so; structured ones by component. */
const HINTS = {
  ...{ BEGIN: 'component', END: 'component', VERSION: 'version', PRODID: 'product', KIND: 'kind' },
  N: ['last name', 'first name', 'middle name', 'prefix', 'suffix'],
  ...{ FN: 'full name', NICKNAME: 'nickname', SORT: 'full name', 'SORT-STRING': 'full name' },
  ADR: ['po box', 'address line 2', 'street address', 'city', 'state', 'zip', 'country'],
  ...{ LABEL: 'address', TEL: 'phone', EMAIL: 'email', IMPP: 'email', URL: 'url' },
  ...{ BDAY: 'birth date', ANNIVERSARY: 'anniversary date', DEATHDATE: 'date of death' },
  ...{ PHOTO: 'photo', LOGO: 'logo', SOUND: 'sound', KEY: 'key', GENDER: 'gender' },
  ORG: ['organization'],
  ...{ TITLE: 'title', ROLE: 'role', NOTE: 'note', CATEGORIES: 'category', UID: 'uid' },
  ...{
    REV: 'updated',
    RELATED: 'relative name',
    MEMBER: 'email',
    TZ: 'timezone',
    LANG: 'language',
  },
  ...{ GEO: 'coordinates', MAILER: 'type', AGENT: 'full name', SOURCE: 'url', CLASS: 'type' },
};

/** Cards of people and organizations (RFC 6350; 2426; vCard 2.1). */
export const vcard: Format = {
  name: 'vcard',
  hasCharsets: true,
  accepts: (type) => type === 'text/vcard' || type === 'text/x-vcard' || type === 'text/directory',
  parse: parseVcard,
};

export function parseVcard(received: Received, scope: ParseScope): ParseResult {
  return parseContentLines(received, scope, { name: 'vcard', begin: 'VCARD', hints: HINTS });
}
