/** One escape and the characters that it stands for. `end` is exclusive. */
export interface Escape {
  readonly text: string;
  readonly end: number;
}

/**
 * The escape that starts at a position: an HTML entity (also of an entity, as text that was escaped
 * twice has it), a percent escape (RFC 3986 section 2.1), also of one, quoted-printable (RFC 2045 section 6.7),
 * an encoded word (RFC 2047), or `\u0031` and `\x31`. Undefined when what stands there is ordinary text.
 */
export function decodeEscape(text: string, at: number): Escape | undefined {
  switch (text.charAt(at)) {
    case '&':
      return decodeEntity(text, at);
    case '%':
      return decodeDoubled(text, at) ?? decodeOctets(text, at, '%');
    case '=':
      if (text.charAt(at + 1) === '?') return decodeWord(text, at);
      // `a=12` is an assignment: one octet alone proves nothing.
      return isQuotedPrintable(text, at) ? decodeOctets(text, at, '=') : undefined;
    case '\\':
      return decodeBackslash(text, at);
    default:
      return undefined;
  }
}

const ENTITY =
  /&(?:amp;|#0{0,99}38;|#[xX]0{0,99}26;){0,8}(?:#0{0,99}(\d{1,7})|#[xX]0{0,99}([0-9A-Fa-f]{1,6})|([A-Za-z]{2,12}));?/y;

function decodeEntity(text: string, at: number): Escape | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (match === null) return undefined;
  const [, decimal, hex, name] = match;
  const end = at + match[0].length;
  if (name !== undefined) {
    const named = namedEntity(name);
    // Without its semicolon a name is an ordinary query parameter: `&num=5`.
    return named === undefined || !match[0].endsWith(';') ? undefined : { text: named, end };
  }
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : parseInt(decimal, 10);
  return codePoint(code, end);
}

/** `&eacute;` and its like are a letter and the name of its mark. */
const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  macr: '\u0304',
  breve: '\u0306',
  dot: '\u0307',
  uml: '\u0308',
  ring: '\u030a',
  dblac: '\u030b',
  caron: '\u030c',
  cedil: '\u0327',
  ogon: '\u0328',
};

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  Tab: '\t',
  NewLine: '\n',
  shy: '',
  zwj: '',
  zwnj: '',
  ndash: '-',
  mdash: '-',
  hyphen: '-',
  dash: '-',
  lowbar: '_',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
  commat: '@',
  period: '.',
  comma: ',',
  colon: ':',
  semi: ';',
  equals: '=',
  percnt: '%',
  bsol: '\\',
  sol: '/',
  num: '#',
  plus: '+',
  lpar: '(',
  rpar: ')',
  szlig: 'ß',
  aelig: 'æ',
  AElig: 'Æ',
  oelig: 'œ',
  OElig: 'Œ',
  oslash: 'ø',
  Oslash: 'Ø',
  lstrok: 'ł',
  Lstrok: 'Ł',
  eth: 'ð',
  ETH: 'Ð',
  thorn: 'þ',
  THORN: 'Þ',
  ordf: 'ª',
  ordm: 'º',
};

function namedEntity(name: string): string | undefined {
  if (Object.hasOwn(NAMED_ENTITIES, name)) return NAMED_ENTITIES[name];
  const mark = name.slice(1);
  if (!Object.hasOwn(ACCENTS, mark)) return undefined;
  return `${name.charAt(0)}${ACCENTS[mark] ?? ''}`.normalize('NFC');
}

/** `%2531`: a percent sign that was escaped once more. */
const DOUBLED = /%(?:25){1,4}([0-7][0-9A-Fa-f])/y;

function decodeDoubled(text: string, at: number): Escape | undefined {
  DOUBLED.lastIndex = at;
  const match = DOUBLED.exec(text);
  return match === null ? undefined : codePoint(parseInt(match[1] ?? '', 16), at + match[0].length);
}

const ENCODED_WORD =
  /=\?([\w-]{1,40})(?:\*[\w-]{1,12})?\?([BQ])\?([^?\s]{0,400})\?=(?:\s{1,4}(?==\?[\w-]))?/iy;
/** What senders use; another charset stays as it is, and the parts of it that are ASCII are read. */
const CHARSETS = /^(?:utf-?8|us-ascii|iso-8859-1|iso-8859-15|windows-1252|latin1)$/i;

function decodeWord(text: string, at: number): Escape | undefined {
  ENCODED_WORD.lastIndex = at;
  const match = ENCODED_WORD.exec(text);
  const [whole, charset = '', encoding = '', payload = ''] = match ?? [];
  if (whole === undefined || !CHARSETS.test(charset)) return undefined;
  const bytes =
    encoding.toUpperCase() === 'B'
      ? Buffer.from(payload, 'base64')
      : Buffer.from(
          payload
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
              String.fromCharCode(parseInt(hex, 16)),
            ),
          'latin1',
        );
  const isUtf8 = /^utf|ascii$/i.test(charset);
  return { text: bytes.toString(isUtf8 ? 'utf8' : 'latin1'), end: at + whole.length };
}

function isQuotedPrintable(text: string, at: number): boolean {
  const isOctet = (from: number): boolean => /^=[0-9A-F]{2}$/.test(text.slice(from, from + 3));
  return isOctet(at) && (isOctet(at + 3) || isOctet(at - 3));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One character of UTF-8, each of its octets as two hexadecimal digits behind `mark`. */
function decodeOctets(text: string, at: number, mark: string): Escape | undefined {
  const first = octet(text, at, mark);
  if (first === undefined) return undefined;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const octets = [first];
  for (let index = 1; index < length; index++) {
    const next = octet(text, at + index * 3, mark);
    if (next === undefined) return undefined;
    octets.push(next);
  }
  try {
    return { text: utf8.decode(Uint8Array.from(octets)), end: at + length * 3 };
  } catch {
    return undefined;
  }
}

function octet(text: string, at: number, mark: string): number | undefined {
  if (text[at] !== mark) return undefined;
  const hex = text.slice(at + 1, at + 3);
  return /^[0-9A-Fa-f]{2}$/.test(hex) ? parseInt(hex, 16) : undefined;
}

const BACKSLASH = /\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2}))/y;

function decodeBackslash(text: string, at: number): Escape | undefined {
  // As JSON may write it (RFC 8259 section 7), and some do always: `03\/12\/1984`.
  if (text.charAt(at + 1) === '/') return { text: '/', end: at + 2 };
  BACKSLASH.lastIndex = at;
  const match = BACKSLASH.exec(text);
  if (match === null) return undefined;
  return codePoint(parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16), at + match[0].length);
}

function codePoint(code: number, end: number): Escape | undefined {
  if (!(code > 0 && code <= 0x10ffff)) return undefined;
  return { text: String.fromCodePoint(code), end };
}
