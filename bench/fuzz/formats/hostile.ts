import fc from 'fast-check';
import type { Body, Generate } from '../generate.ts';

/** A body with the text of a plant in it, as somebody would write it who wants it to pass unseen. */
type Trick = (text: string) => Body;

const made = (type: string, text: string): Body => ({ type, bytes: Buffer.from(text) });
const latin1 = (type: string, text: string): Body => ({ type, bytes: Buffer.from(text, 'latin1') });
const escaped = (text: string): string =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const HL7 = 'application/hl7-v2';
const PARTS = 'multipart/form-data; boundary=AaB03x';
const MAIL = 'message/rfc822';

const json: readonly Trick[] = [
  (text) => made(JSON_TYPE, `{"note":"x","note":"${text}"}`),
  (text) => made(JSON_TYPE, `{"note":"${text}","note":"x"}`),
  (text) => made(JSON_TYPE, `{"__proto__":{"note":"${text}"}}`),
  (text) => made(JSON_TYPE, `{"__proto__":"${text}","a":1}`),
  (text) => made(JSON_TYPE, `{"constructor":{"prototype":{"toString":"${text}"}}}`),
  (text) => made(JSON_TYPE, `{"hasOwnProperty":["${text}"],"length":-1}`),
  (text) => made(JSON_TYPE, `{"${text}":1e999,"id":1234567890123456789012345}`),
  (text) => made(JSON_TYPE, `{"a":-0.0e-999,"b":1E+400,"c":"${text}"}`),
  (text) => made(JSON_TYPE, `{"a":"\\ud800${text}\\udc00"}`),
  (text) => made(JSON_TYPE, `{"a":"\\udead${escaped(text)}"}`),
  (text) => made(JSON_TYPE, `\uFEFF{"a":"${text}"}`),
  (text) => made(JSON_TYPE, `{"a":"\uFEFF${[...text].join('\uFEFF')}"}`),
  (text) => made(JSON_TYPE, `{"a":"${[...text].join('\\u0000')}"}`),
  (text) => made(JSON_TYPE, `{"a":"${[...text].join('\\u200b')}"}`),
  (text) => made(JSON_TYPE, `{"a":1}\n{"note":"${text}"}`),
  (text) => made(JSON_TYPE, `{"a":1} ${text}`),
  (text) => made(JSON_TYPE, `{"a":1 /* ${text} */}`),
  (text) => made(JSON_TYPE, `{'a':'${text}'}`),
  (text) => made(JSON_TYPE, `{"a":"${text}",}`),
  (text) => made(JSON_TYPE, `{"a":NaN,"b":"${text}"}`),
  (text) => made(JSON_TYPE, `"${text}"`),
  (text) => made(JSON_TYPE, `${'['.repeat(63)}"${text}"${']'.repeat(63)}`),
  (text) => made(JSON_TYPE, `${'{"a":'.repeat(70)}"${text}"${'}'.repeat(70)}`),
  (text) => made(JSON_TYPE, JSON.stringify(JSON.stringify(JSON.stringify({ a: text })))),
  (text) => made(JSON_TYPE, JSON.stringify({ a: [...text] })),
  (text) => made('application/x-ndjson', `{"a":1}\n{"a":"${text}"}\n`),
  (text) => made('text/plain', `)]}',\n{"a":"${text}"}`),
  (text) => latin1(JSON_TYPE, `{"a":"\xff${text}"}`),
  (text) => latin1(JSON_TYPE, `{"a":"\xc0\x80${text}","b":"\xed\xa0\x80"}`),
  (text) => ({ type: JSON_TYPE, bytes: Buffer.from(`{"a":"${text}"}`, 'utf16le') }),
];

const form: readonly Trick[] = [
  (text) => made(FORM, `a=%zz${encodeURIComponent(text)}`),
  (text) => made(FORM, `a=${encodeURIComponent(text)}%`),
  (text) => made(FORM, `a=${text.replaceAll('-', '%u002d')}`),
  (text) => made(FORM, `a=${encodeURIComponent(encodeURIComponent(encodeURIComponent(text)))}`),
  (text) => made(FORM, `a[b][]=x&a[${encodeURIComponent(text)}]=1`),
  (text) => made(FORM, `a=1;b=${encodeURIComponent(text)};c`),
  (text) => made(FORM, `a=1&amp;b=${encodeURIComponent(text)}`),
  (text) => made(FORM, `&&=&${encodeURIComponent(text)}&=`),
  (text) => made(FORM, `a=${[...text].map(encodeURIComponent).join('%00')}`),
  (text) => made(FORM, `a=%FF%FE${encodeURIComponent(text)}`),
  (text) => made(FORM, `a=%C0%AE${encodeURIComponent(text)}`),
  (text) => made(FORM, `__proto__=${encodeURIComponent(text)}&constructor=1`),
  (text) => made(FORM, `a=b=c=${encodeURIComponent(text)}`),
  (text) => made(FORM, `a=1\r\nb=${encodeURIComponent(text)}`),
  (text) => made(`${FORM}; charset=utf-16`, `a=${encodeURIComponent(text)}`),
];

const msh = (signs: string, end: string, text: string): string =>
  `MSH${signs}${signs.charAt(0)}A${signs.charAt(0)}B${end}NTE${signs.charAt(0)}1${signs.charAt(0)}${signs.charAt(0)}${text}${end}`;

const hl7: readonly Trick[] = [
  ...[
    '|^~\\&',
    '||||||',
    '|^^^^',
    '-^~\\&',
    '|-~\\&',
    '|^~-&',
    'A^~\\&',
    '1^~\\&',
    '|^~',
    '|',
    '\u00a6^~\\&',
    ' ^~\\&',
    '|^~\\&#',
    '.^~\\&',
  ].map(
    (signs): Trick =>
      (text) =>
        made(HL7, msh(signs, '\r', text)),
  ),
  (text) => made(HL7, `\u000b${msh('|^~\\&', '\r', text)}\u001c\r`),
  (text) => made(HL7, `\uFEFF${msh('|^~\\&', '\r', text)}`),
  (text) => made(HL7, `${text}\r${msh('|^~\\&', '\r', 'x')}`),
  (text) =>
    made(HL7, `FHS|^~\\&|A\rBHS|^~\\&|B|${text}\r${msh('#@$%!', '\n', text)}BTS|1\rFTS|1\r`),
  (text) => made(HL7, msh('|^~\\&', '\u0085', text)),
  (text) => made(HL7, msh('|^~\\&', '\u2028', text)),
  (text) => made(HL7, msh('|^~\\&', '\r\r\n\n', text)),
  (text) => made(HL7, msh('|^~\\&', '\r', [...text].join('\\H\\'))),
  (text) => made(HL7, msh('|^~\\&', '\r', `\\X${Buffer.from(text).toString('hex')}`)),
  (text) => made(HL7, msh('|^~\\&', '\r', `\\Zx${text}\\`)),
  (text) => made(HL7, msh('|^~\\&', '\r', `\\X4\\${text}\\Xzz\\`)),
  (text) => made(HL7, `${msh('|^~\\&', '\r', 'x')}${text}\r|||\r`),
  (text) => made('text/plain', `{"a":1}${msh('|^~\\&', '\r', text)}`),
];

const field = (text: string, head = ''): string =>
  `--AaB03x\r\nContent-Disposition: form-data; name="a"\r\n${head}\r\n${text}\r\n`;

const mime: readonly Trick[] = [
  (text) => made(PARTS, field(text)),
  (text) => made(PARTS, `${field('x')}--AaB03x--\r\n${text}`),
  (text) => made(PARTS, `${field('x')}--AaB03x--${text}`),
  (text) => made(PARTS, `${text}\r\n${field('x')}--AaB03x--`),
  (text) => made(PARTS, `${field(`--AaB03\r\n--AaB03xx\r\n${text}`)}--AaB03x--`),
  (text) => made(PARTS, `${field(`y --AaB03x\r\n${text}`)}--AaB03x--`),
  (text) => made(PARTS, `${field('x')}--AaB03x ${text}\r\n\r\n--AaB03x--`),
  (text) => made(PARTS, `${field('x')}--AaB03x\r\n${text}\r\n--AaB03x--`),
  (text) => made(PARTS, `${field('x')}--AaB03x\r\n\r\n${text}\r\n--AaB03x--`),
  (text) => made(PARTS, `${field('x')}--AaB03x--\r\n${field(text)}--AaB03x--`),
  (text) =>
    made(
      PARTS,
      `${field(text, 'Content-Type: text/plain\r\nContent-Type: image/png\r\n')}--AaB03x--`,
    ),
  (text) =>
    made(
      PARTS,
      `${field(Buffer.from(text).toString('base64'), 'Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 8bit\r\n')}--AaB03x--`,
    ),
  (text) =>
    made(
      PARTS,
      `${field(Buffer.from(text).toString('base64'), 'Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64\r\n')}--AaB03x--`,
    ),
  (text) =>
    made(
      PARTS,
      `${field(`!${Buffer.from(text).toString('base64').split('').join('*')}`, 'Content-Transfer-Encoding: base64\r\n')}--AaB03x--`,
    ),
  (text) =>
    made(
      PARTS,
      `${field([...text].join('=\r\n'), 'Content-Transfer-Encoding: quoted-printable\r\n')}--AaB03x--`,
    ),
  (text) =>
    made(
      PARTS,
      `${field([...text].join('= \r\n'), 'Content-Transfer-Encoding: Quoted-Printable ; x\r\n')}--AaB03x--`,
    ),
  (text) => made(PARTS, `${field(text, 'Content-Type: text/plain; charset=utf-16\r\n')}--AaB03x--`),
  (text) => made(PARTS, `${field(text, 'Content-Type: text/plain; charset=utf-7\r\n')}--AaB03x--`),
  (text) => made(PARTS, `${field(text, 'Content-Type: application/x-unknown\r\n')}--AaB03x--`),
  (text) => made(PARTS, field('x', `X-Note: ${text}\r\n`) + '--AaB03x--'),
  (text) => made(PARTS, field('x', `X-Note:\r\n ${text}\r\n`) + '--AaB03x--'),
  (text) => made(PARTS, field('x', `${text}\r\n`) + '--AaB03x--'),
  (text) => made(PARTS, field('x', `X-${text}: 1\r\n`) + '--AaB03x--'),
  (text) =>
    made(
      PARTS.replace('AaB03x', ''),
      `--\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n----`,
    ),
  (text) =>
    made(
      'multipart/form-data',
      `--${text}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--${text}--`,
    ),
  (text) =>
    made(PARTS, `${field('x').replaceAll('\r\n', '\n')}--AaB03x\r\n\n${text}\n--AaB03x--\r`),
  (text) =>
    made(PARTS, `--AaB03x\rContent-Disposition: form-data; name="a"\r\r${text}\r--AaB03x--\r`),
  (text) =>
    made(
      PARTS,
      Array.from({ length: 1100 }, () => field('x')).join('') + field(text) + '--AaB03x--',
    ),
  (text) =>
    made(
      MAIL,
      `Subject: x\r\nContent-Type: message/partial; id="a"; number=1; total=2\r\n\r\n${text}`,
    ),
  (text) =>
    made(
      MAIL,
      `Subject: x\r\nContent-Type: message/external-body; access-type=URL;\r\n URL="https://example.com/${encodeURIComponent(text)}"\r\n\r\nContent-Type: text/plain\r\n\r\n`,
    ),
  (text) => made(MAIL, `Subject: x\r\n\r\n${text}`),
  (text) => made(MAIL, `${text}\r\nSubject: x\r\n\r\ny`),
  (text) =>
    made(
      MAIL,
      `Subject: =?utf-8?Q?${[...text].map((one) => `=${one.charCodeAt(0).toString(16).toUpperCase()}`).join('?= =?utf-8?Q?')}?=\r\n\r\ny`,
    ),
  (text) => made(MAIL, `Subject: =?utf-8?B?${Buffer.from(text).toString('base64')}\r\n\r\ny`),
  (text) => made(MAIL, `Subject: x\r\n (${text})\r\nTo: "${text}" <a@example.org>\r\n\r\ny`),
];

const csv: readonly Trick[] = [
  (text) => made('text/csv', `a,b\r\n"x,${text}`),
  (text) => made('text/csv', `a,b\r\nx"${text}",y`),
  (text) => made('text/csv', `a,b\r\n"x""${text}""y",z`),
  (text) => made('text/csv', `a,b\r\n"x"${text},z`),
  (text) => made('text/csv', `sep=;\r\na;b\r\n1;${text}\r\n`),
  (text) => made('text/csv', `a,b\r1,2\n3,${text}\r\n\r\n4`),
  (text) => made('text/csv', `a\u2028b\u000b${text}`),
  (text) => made('text/csv', `a\0b,${text}`),
  (text) => made('text/csv', `=HYPERLINK("${text}"),'x`),
  (text) => made('text/csv', `"a\r\n${text}",b\r\n`.repeat(3)),
  (text) => made('text/tab-separated-values', `a\tb\n1\t"${text}\n`),
];

const markup: readonly Trick[] = [
  (text) => made('application/xml', `<a><b>${[...text].join('<!---->')}</b></a>`),
  (text) => made('application/xml', `<a><b>${[...text].join('<?x?>')}</b></a>`),
  (text) =>
    made('application/xml', `<a><![CDATA[${text.slice(0, 6)}]]><![CDATA[${text.slice(6)}]]></a>`),
  (text) => made('application/xml', `<a b='${text}' c="x"/>`),
  (text) => made('application/xml', `<a b='x' b='${text}'/>`),
  (text) => made('application/xml', `<a>x</a><b>${text}</b>`),
  (text) => made('application/xml', `<a>x</a><!-- ${text} -->`),
  (text) => made('application/xml', `<?xml version="1.0" encoding="utf-7"?><a>${text}</a>`),
  (text) => made('application/xml', `<a xmlns="urn:${encodeURIComponent(text)}"/>`),
  (text) => made('application/xml', `<a xmlns:x="${text}"><x:b/></a>`),
  (text) => made('application/xml', `<a>&#0;${text}</a>`),
  (text) =>
    made(
      'application/xml',
      `<a>${[...text].map((one) => `&#${String(one.charCodeAt(0))}`).join(' ')}</a>`,
    ),
  (text) => made('text/html', `<p>${[...text].join('<b></b>')}</p>`),
  (text) => made('text/html', `<p>${[...text].join('<!-- -->')}</p>`),
  (text) => made('text/html', `<p>${[...text].join('&ZeroWidthSpace;')}</p>`),
  (text) =>
    made(
      'text/html',
      `<p>${[...text].map((one) => `&#${String(one.charCodeAt(0))}`).join('')}</p>`,
    ),
  (text) => made('text/html', `<p>${[...text].join('&shy;')}</p>`),
  (text) => made('text/html', `<svg><text>${text}</text><style>${text}</style></svg>`),
  (text) => made('text/html', `<template><p>${text}</template><noscript>x`),
  (text) => made('text/html', `<p title=${text.replaceAll(' ', '&#32;')}>x`),
  (text) => made('text/html', `<!--[if mso]><p>${text}</p><![endif]-->`),
  (text) => made('text/html', `<p>x</p><![CDATA[${text}]]>`),
  (text) => made('text/html', `<plaintext>${text}`),
  (text) => made('text/html', `<a href="mailto:x?body=${encodeURIComponent(text)}">x</a>`),
  (text) =>
    made(
      'text/html',
      `<a href="data:text/html;base64,${Buffer.from(text).toString('base64')}">x</a>`,
    ),
  (text) =>
    made(
      'text/html',
      `<meta http-equiv="refresh" content="0;url=https://example.com/?q=${encodeURIComponent(text)}">`,
    ),
];

/** What somebody sends who knows how readers differ. */
export const hostile: Generate = (plant) =>
  fc
    .oneof(...[json, form, hl7, mime, csv, markup].map((tricks) => fc.constantFrom(...tricks)))
    .map((trick) => trick(plant.text));

/** Bodies of another format that end somewhere behind what is planted in them. */
export const cut =
  (whole: Generate): Generate =>
  (plant) =>
    fc.tuple(whole(plant), fc.nat(100_000)).map(([{ type, bytes }, at]) => {
      const start = Buffer.from(bytes).indexOf(plant.text);
      if (start < 0) return { type, bytes };
      const least = start + Buffer.byteLength(plant.text);
      return { type, bytes: bytes.subarray(0, least + (at % (bytes.length - least + 1))) };
    });
