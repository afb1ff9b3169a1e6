import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { DEFAULT_PARSE_LIMITS } from '../../../lambdas/core/parse/parsed.ts';

/** zlib and DEFLATE streams of letters in letters alone: a sender may pick words that become such. */
const ZLIB =
  'x^s*NuIJKLQpMKIO..vJt)*tL-KWps*/RHqS(JVp*tQp,KJqOJWpKKM+/,-*KrL,LrJKwsO-u/q*PHu,t+wqQpKJIw' +
  'v,q,KqNM.v-O)*LJw)pKK)*NL)+N/)s/.I,N*-q)WputqvLvs,-Hr).INKOqr-M*)s-(J.THJq+)Ht.J)/Ow)rOuOI' +
  'QH-(tN),v/MLLv.LtwKv.Ju--rIIsLIrI)MK+sMvK*NvL.***(Hrrtu*wJs,Nt-M)NI)sQHS(+tIq/tK*r\u0001\u0000$\u001a]^';
const DEFLATE = 'KJI*uW(w,(Lq*vuI+K\u0005\u0000';

const CONTENTS: readonly (readonly [text: string, type: string])[] = [
  ['Mara Lindqvist, SSN 219-09-9999', 'text/plain'],
  ['Mara Lindqvist', ''],
  ['', 'text/plain'],
  ['{"first_name":"Mara","n":[1,"\\u00e9"]}', 'application/json'],
  ['{"first_name":"Mara"}', 'text/plain'],
  ['\uFEFFMara Lindqvist', 'text/plain'],
  ['\uFEFF{"first_name":"Mara"}', 'application/json'],
  ['\uFEFF%PDF-1.7', 'text/plain'],
  ['see %PDF-1.7', 'text/plain'],
  ['GIF89a', 'text/plain'],
  ['II*', 'text/plain'],
  ['\u00d0\u00cf\u0011\u00e0', 'text/plain'],
  ['a\0b', 'text/plain'],
  ['a\0b\0c\0', 'text/plain; charset=utf-16le'],
  ['Ma\ud800ra', 'text/plain'],
  ['{"a":"\udc00"}', 'application/json'],
  ['Jos\u00e9', 'text/plain; charset=iso-8859-1'],
  ['Jos\u00e9', 'text/plain; charset=utf-8'],
  ['Jos\u00e9', 'text/plain; charset=nonsense'],
  ['\u001b$B', 'text/plain; charset=iso-2022-jp'],
  ['<?xml version="1.0" encoding="iso-8859-1"?><a>Jos\u00e9</a>', 'application/xml'],
  ['<?xml version="1.0" encoding="iso-2022-jp"?><a>\u001b$B$"\u001b(B</a>', 'application/xml'],
  ['<meta charset="utf-16"><p>Mara</p>', 'text/html'],
  [
    'MSH|^~\\&|A|B|C|D|20240101||ADT^A01|1|P|2.5||||||8859/1\rPID|1||MR77182',
    'x-application/hl7-v2+er7',
  ],
  ['first_name,ssn\nMara,219-09-9999\n', 'text/csv'],
  ['first_name=Mara&ssn=1', 'application/x-www-form-urlencoded'],
  [
    'From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n\r\nJos\u00e9',
    'message/rfc822',
  ],
  ['--x\r\nContent-Type: text/plain\r\n\r\nMara\r\n--x--\r\n', 'multipart/mixed; boundary=x'],
  // As zlib and DEFLATE begin, and as they do not.
  ['x^ is no stream', 'text/plain'],
  ['h\u00deis no stream', 'text/plain'],
  ['\u0001 is no stream', 'text/plain'],
  [ZLIB, 'text/plain'],
  [DEFLATE, 'text/plain'],
  ['x'.repeat(2000), 'text/plain'],
  ['\u20ac'.repeat(700), 'text/plain'],
];

function outcome(content: Uint8Array | string, type: string): unknown {
  const result = parsePayload(content, type, { ...DEFAULT_PARSE_LIMITS, maxBytes: 1999 });
  if (result.kind === 'unreadable') return result.reason;
  const { format, charset, segments, unreadable, files } = result.payload;
  const places = segments.map(({ text }, index) => result.payload.locate(index, 0, text.length));
  const written = Buffer.from(result.payload.rewrite([])).toString('hex');
  return { format, charset, segments, unreadable, files, places, written };
}

describe('a text that is given instead of its bytes', () => {
  it.each(CONTENTS)('is read as they are: %j as %j', (text, type) => {
    expect(outcome(text, type)).toEqual(outcome(Buffer.from(text), type));
  });

  it.each([
    [ZLIB, /^BseDbfad EfdgcssBaDr/],
    [DEFLATE, /^bdbuG wApqdBsEDfve$/],
  ])('is expanded where it is a stream: %j', (text, words) => {
    expect(outcome(text, 'text/plain')).toMatchObject({
      segments: [{ text: expect.stringMatching(words) as string }],
    });
  });

  it('is read as they are, whatever its first two letters are', () => {
    const others: string[] = [];
    for (let first = 0; first < 0x80; first++) {
      for (let second = 0; second < 0x80; second++) {
        const text = `${String.fromCharCode(first, second)} Mara`;
        const same = outcome(Buffer.from(text), 'text/plain');
        if (JSON.stringify(outcome(text, 'text/plain')) !== JSON.stringify(same)) others.push(text);
      }
    }
    expect(others).toEqual([]);
  });
});
