import fc from 'fast-check';
import { carrier, name, word } from '../carriers.ts';
import type { Body, Generate } from '../generate.ts';
import type { Plant } from '../plant.ts';
import { html } from './markup.ts';
import { json } from './json.ts';
import { csv, text } from './plain.ts';

type Encode = (bytes: Uint8Array) => readonly [field: string, body: Buffer];

function wrapped(letters: string, width: number, end: string): string {
  return (letters.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).join(end);
}

/** As mail programs write it: what is no letter, and every third character, escaped; lines of up to 76. */
function quoted(bytes: Uint8Array, end: string): string {
  let written = '';
  let length = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte === 10) {
      written += end;
      length = 0;
      continue;
    }
    const isPlain = byte > 32 && byte < 127 && byte !== 61 && at % 3 > 0;
    const token = isPlain
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (length + token.length > 75) {
      written += `=${end}`;
      length = 0;
    }
    written += token;
    length += token.length;
  }
  return written;
}

const encoding = (end: string): fc.Arbitrary<Encode> =>
  fc.constantFrom<Encode>(
    (bytes) => ['', Buffer.from(bytes)],
    (bytes) => [`Content-Transfer-Encoding: 8bit${end}`, Buffer.from(bytes)],
    (bytes) => [
      `Content-Transfer-Encoding: base64${end}`,
      Buffer.from(wrapped(Buffer.from(bytes).toString('base64'), 76, end)),
    ],
    (bytes) => [
      `content-transfer-encoding: BASE64${end}`,
      Buffer.from(Buffer.from(bytes).toString('base64')),
    ],
    (bytes) => [
      `Content-Transfer-Encoding: quoted-printable${end}`,
      Buffer.from(quoted(bytes, end)),
    ],
    (bytes) => [
      `Content-Transfer-Encoding: x-uuencode${end}`,
      Buffer.from(`begin 644 x\n${Buffer.from(bytes).toString('base64')}\nend`),
    ],
  );

/** Words of a header, in the encodings of RFC 2047, or as they are. */
const phrase: fc.Arbitrary<(text: string, end: string) => string> = fc.constantFrom<
  (text: string, end: string) => string
>(
  (words) => words,
  (words) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`,
  (words) => `=?UTF-8?Q?${qWord(words)}?=`,
  (words) => `=?iso-8859-1?q?${qWord(words)}?=`,
  (words, end) => {
    const at = Math.ceil(words.length / 2);
    return `=?utf-8?B?${Buffer.from(words.slice(0, at)).toString('base64')}?=${end} =?utf-8?Q?${qWord(words.slice(at))}?=`;
  },
  (words, end) => words.replace(' ', `${end} `),
  (words) => `=?x-unknown?B?${Buffer.from(words).toString('base64')}?=`,
);

function qWord(words: string): string {
  return [...Buffer.from(words)]
    .map((byte) => (byte === 32 ? '_' : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`))
    .join('');
}

/** A name of a file, in the encodings of RFC 2231, RFC 2047 and RFC 7578. */
const filename: fc.Arbitrary<(words: string) => string> = fc.constantFrom<
  (words: string) => string
>(
  (words) => `filename="${words}.csv"`,
  (words) => `filename*=UTF-8''${extended(words)}.csv`,
  (words) => `filename*=iso-8859-1'en'${extended(words)}`,
  (words) => `filename*0="${words.slice(0, 6)}"; filename*1="${words.slice(6)}.csv"`,
  (words) =>
    `filename*0*=utf-8''${extended(words.slice(0, 6))}; filename*1*=${extended(words.slice(6))}`,
  (words) => `filename="=?utf-8?B?${Buffer.from(words).toString('base64')}?="`,
  (words) => `filename=${words.replaceAll(' ', '_')}.csv`,
);

function extended(words: string): string {
  return encodeURIComponent(words).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}

const ends = fc.constantFrom('\r\n', '\r\n', '\n');
const boundary = fc.constantFrom(
  'xYzZY',
  '----WebKitFormBoundary7MA4YWxkTrZu0gW',
  '=_Part_1_17.42',
  '000000000000a1b2c3',
);

/** A part with a text of another format, in some transfer encoding. */
function part(plant: Plant, end: string, head: string): fc.Arbitrary<Uint8Array> {
  const body: fc.Arbitrary<Body> = fc.oneof(text(plant), html(plant), json(plant), csv(plant));
  return fc.tuple(body, encoding(end)).map(([{ type, bytes }, encode]) => {
    const [field, content] = encode(bytes);
    return Buffer.concat([
      Buffer.from(`${head}Content-Type: ${type}${end}${field}${end}`),
      content,
    ]);
  });
}

/** Where in a form something stands: a field, its name, a file, its name, its header, before and after all. */
const inForm = (plant: Plant, end: string): fc.Arbitrary<{ part: Uint8Array; around?: string }> =>
  fc.oneof(
    fc.tuple(name, carrier).map(([key, carry]) => ({
      part: Buffer.from(
        `Content-Disposition: form-data; name="${key}"${end}${end}${carry(plant.text)}`,
      ),
    })),
    fc.tuple(name, encoding(end), carrier).map(([key, encode, carry]) => {
      const [field, content] = encode(Buffer.from(carry(plant.text)));
      const head = `Content-Disposition: form-data; name="${key}"${end}${field}${end}`;
      return { part: Buffer.concat([Buffer.from(head), content]) };
    }),
    fc.constant({
      part: Buffer.from(`Content-Disposition: form-data; name="${plant.text}"${end}${end}x`),
    }),
    filename.map((write) => ({
      part: Buffer.from(
        `Content-Disposition: form-data; name="file"; ${write(plant.text)}${end}Content-Type: text/csv${end}${end}a,b${end}1,2`,
      ),
    })),
    part(plant, end, `Content-Disposition: form-data; name="file"; filename="x.bin"${end}`).map(
      (own) => ({ part: own }),
    ),
    phrase.map((write) => ({
      part: Buffer.from(
        `Content-Disposition: form-data; name="a"${end}Content-Description: ${write(plant.text, end)}${end}${end}x`,
      ),
    })),
    fc.constant({
      part: Buffer.from(`Content-Disposition: form-data; name="a"${end}${end}x`),
      around: plant.text,
    }),
  );

/** Forms with files: `multipart/form-data`. */
export const multipart: Generate = (plant) =>
  fc.tuple(boundary, ends).chain(([mark, end]) =>
    fc
      .tuple(
        inForm(plant, end),
        fc.array(fc.tuple(name, word), { maxLength: 4 }),
        fc.nat(4),
        fc.nat(5),
      )
      .map(([own, fields, at, how]) => {
        const parts: Uint8Array[] = fields.map(([key, value]) =>
          Buffer.from(`Content-Disposition: form-data; name="${key}"${end}${end}${value}`),
        );
        parts.splice(Math.min(at, parts.length), 0, own.part);
        const type = how === 0 ? 'multipart/form-data' : `multipart/form-data; boundary="${mark}"`;
        return { type, bytes: joined(parts, mark, end, own.around) };
      }),
  );

function joined(parts: readonly Uint8Array[], mark: string, end: string, around = ''): Uint8Array {
  const pieces: Uint8Array[] = [];
  if (around !== '' && around.length % 2 === 0) pieces.push(Buffer.from(`${around}${end}`));
  for (const own of parts) pieces.push(Buffer.from(`--${mark}${end}`), own, Buffer.from(end));
  pieces.push(Buffer.from(`--${mark}--${end}`));
  if (around !== '' && around.length % 2 === 1) pieces.push(Buffer.from(around));
  return Buffer.concat(pieces);
}

/** A mail, in lines that end with `end`. */
function message(plant: Plant, end: string, depth: number): fc.Arbitrary<Uint8Array> {
  const fields = ['From: desk@example.org', 'To: inbox@example.org', 'MIME-Version: 1.0'].join(end);
  const simple = part(plant, end, `${fields}${end}Subject: hello${end}`);
  const told = fc
    .tuple(phrase, fc.constantFrom('Subject', 'From', 'X-Note', 'Comments', 'Thread-Topic'))
    .map(([write, key]) =>
      Buffer.from(
        `${fields}${end}${key}: ${write(plant.text, end)}${end}Content-Type: text/plain${end}${end}hello`,
      ),
    );
  const multi = (own: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
    fc
      .tuple(boundary, own, fc.nat(2), fc.constantFrom('mixed', 'alternative', 'related'))
      .map(([outer, inner, at, kind]) => {
        const mark = `${outer}${String(depth)}`;
        const other = Buffer.from(`Content-Type: text/plain${end}${end}hello`);
        const parts: Uint8Array[] = [other, other];
        parts.splice(at, 0, inner);
        const head = `${fields}${end}Subject: hello${end}Content-Type: multipart/${kind};${end} boundary="${mark}"${end}${end}`;
        return Buffer.concat([Buffer.from(head), joined(parts, mark, end)]);
      });
  const attached = filename.map((write) =>
    Buffer.from(
      `Content-Type: text/csv${end}Content-Disposition: attachment; ${write(plant.text)}${end}${end}a,b`,
    ),
  );
  const enclosed = fc
    .constantFrom(
      'application/pkcs7-mime; smime-type=enveloped-data',
      'application/x-pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
      'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="inner"',
    )
    .map((type) => {
      const inner = `--inner${end}Content-Type: text/plain${end}${end}${plant.text}${end}--inner--`;
      const encoded = `${Buffer.from(inner).toString('base64')}${end}`;
      return type.startsWith('multipart')
        ? Buffer.from(`Content-Type: ${type}${end}${end}${inner}`)
        : Buffer.from(
            `Content-Type: ${type}${end}Content-Transfer-Encoding: base64${end}${end}${encoded}`,
          );
    });
  const leaf = fc.oneof(
    { weight: 4, arbitrary: part(plant, end, '') },
    { weight: 4, arbitrary: attached },
    enclosed,
  );
  if (depth === 0) return fc.oneof(simple, told, multi(leaf));
  const within = message(plant, end, depth - 1);
  const forwarded = within.map((inner) =>
    Buffer.concat([Buffer.from(`Content-Type: message/rfc822${end}${end}`), inner]),
  );
  return fc.oneof(simple, told, multi(leaf), multi(forwarded));
}

/** Mails: nested parts, forwarded mails, encoded headers, names of files, character sets. */
export const mail: Generate = (plant) =>
  fc
    .tuple(ends, fc.nat(2))
    .chain(([end, depth]) => message(plant, end, depth))
    .map((bytes) => ({ type: 'message/rfc822', bytes }));
