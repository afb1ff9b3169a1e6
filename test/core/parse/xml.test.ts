import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { decodeXml, encodeXml } from '../../../lambdas/core/parse/xml/entities.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { DEFAULT_PARSE_LIMITS } from '../../../lambdas/core/parse/parsed.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';
import { withEveryText } from './support/with-every-text.ts';
import { processorTime } from '../../support/processor-time.ts';

const TYPE = 'application/xml';
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const shown = (body: string): string[] =>
  parseOrThrow(body, TYPE).segments.map(({ path, text }) => `${path} ${text}`);

describe('reading XML', () => {
  it('gives every text and attribute its place', () => {
    expect(
      shown(
        '<?xml version="1.0"?>\n<a x="1"><!-- c --><b>two</b><b y="3&amp;4">R &#38; D</b><p:c v="5"/><![CDATA[<x>]]></a>\n',
      ),
    ).toEqual([
      '/a/@x 1',
      '/a/comment  c ',
      '/a/b two',
      '/a/b[2]/@y 3&4',
      '/a/b[2] R & D',
      '/a/c/@v 5',
      '/a <x>',
    ]);
  });

  it('takes the name of an element or attribute for what a value is', () => {
    const { segments } = parseOrThrow('<p><ssn>1</ssn><dob value="2"/><x phone="3"/></p>', TYPE);
    expect(segments.map(({ hint }) => hint)).toEqual(['ssn', 'dob', 'phone']);
  });

  it('joins what inline tags part in a narrative, and gives cells their headings', () => {
    const body =
      '<ClinicalDocument xmlns="urn:hl7-org:v3"><section><text><table><tr><th>Name</th><th>Born</th></tr>' +
      '<tr><td>Ja<content>ne</content> Roe</td><td>1950</td></tr></table></text></section></ClinicalDocument>';
    const { segments } = parseOrThrow(body, TYPE);
    expect(segments.slice(1).map(({ text, hint }) => `${hint ?? ''}: ${text}`)).toEqual([
      ': Name',
      ': Born',
      'Name: Jane Roe',
      'Born: 1950',
    ]);
  });

  it('reads XML in JSON', () => {
    const { segments, unreadable } = parseOrThrow(JSON.stringify({ a: '<r><v>1</v></r>' }));
    expect(unreadable).toEqual([]);
    expect(segments.map(({ path, text }) => `${path} ${text}`)).toEqual(['/a a', '/a~xml/r/v 1']);
  });

  it.each([
    ['<a>', 'malformed'],
    ['<a></b>', 'malformed'],
    ['<a/><b/>', 'malformed'],
    ['<a x=1/>', 'malformed'],
    ['<a x/>', 'malformed'],
    ['<a x="1" x="2"/>', 'malformed'],
    ['<a>text', 'malformed'],
    ['<a/>text', 'malformed'],
    ['<a><!-- x', 'malformed'],
    ['<a><![CDATA[x</a>', 'malformed'],
    ['<a b="x', 'malformed'],
    ['<a>R &#38 D</a>', 'malformed'],
    ['<a b="R &#D"/>', 'malformed'],
    ['', 'malformed'],
    ['<!DOCTYPE a [<!ENTITY x "Mara">]><a>&x;</a>', 'unsupported_format'],
    ['<!DOCTYPE a SYSTEM "a.dtd"><a/>', 'unsupported_format'],
    ['<!DOCTYPE a SYSTEM "http://www.w3.org/219-45-7730.dtd"><a/>', 'unsupported_format'],
    ['<!DOCTYPE a PUBLIC "-//Mara Lindqvist//EN" "a.dtd"><a/>', 'unsupported_format'],
    ['<!DOCTYPE a []><a/>', 'unsupported_format'],
    ['<!DOCTYPE a><a>&nbsp;</a>', 'unsupported_format'],
    ['<!DOCTYPE a><a b="&x;"/>', 'unsupported_format'],
    ['<!ELEMENT a ANY><a/>', 'unsupported_format'],
    ['<!DOCTYPE b><a/>', 'malformed'],
    ['<!DOCTYPE a><!DOCTYPE a><a/>', 'malformed'],
    ['<a/><!DOCTYPE a>', 'malformed'],
    ['<a><!DOCTYPE a></a>', 'malformed'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', 'invalid_encoding'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'invalid_encoding'],
    ['<a>'.repeat(70) + '</a>'.repeat(70), 'too_deep'],
  ])('refuses %j', (body, reason) => {
    expect(parsePayload(Buffer.from(body), TYPE)).toEqual({ kind: 'unreadable', reason });
  });

  it.each(['<a><!-- &#D -->x</a>', '<a><![CDATA[&#D]]></a>', '<a>x<?p &#D?></a>'])(
    'reads what is no reference where none can be: %j',
    (body) => {
      expect(parsePayload(Buffer.from(body), TYPE)).toMatchObject({ kind: 'parsed' });
    },
  );

  it.each([
    '<!DOCTYPE a>',
    '<?xml version="1.0"?>\n<!DOCTYPE a >\n',
    '<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\n "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    '<!DOCTYPE a PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    "<!DOCTYPE a SYSTEM 'http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd'>",
  ])('reads a document after %j, which declares nothing', (doctype) => {
    const body = `${doctype}<a>Ada &amp; &#66;</a>`;
    const payload = parseOrThrow(body, TYPE);
    expect(payload.segments.map(({ text }) => text)).toEqual(['Ada & B']);
    expect(decode(payload.rewrite([]))).toBe(body);
    expect(decode(payload.rewrite([{ segment: 0, start: 0, end: 3, text: 'X1' }]))).toBe(
      `${doctype}<a>X1 &amp; B</a>`,
    );
    expect(parseOrThrow(body, 'text/plain').format).toBe('xml');
  });

  it('refuses more values than the limit', () => {
    const limits = { ...DEFAULT_PARSE_LIMITS, maxSegments: 10 };
    expect(parsePayload(Buffer.from(`<a>${'<b>1</b>'.repeat(11)}</a>`), TYPE, limits)).toEqual({
      kind: 'unreadable',
      reason: 'too_many_segments',
    });
  });

  it('reads a name that may be a value as a part that it cannot read', () => {
    const { unreadable, segments } = parseOrThrow('<a><id-77182-4>x</id-77182-4></a>', TYPE);
    expect(unreadable).toEqual([{ path: '/a/{1}', reason: 'unsupported_format' }]);
    expect(segments[0]?.path).toBe('/a/{1}');
  });

  it.each([
    '<a>',
    '<a/>',
    '&amp;',
    '&',
    'x="1" ',
    '<!--',
    '<![CDATA[',
    '<?a?>',
    '</a>',
    '<td>x</td>',
  ])('takes time in step with the length of %j repeated', (unit) => {
    const body = `<r><text>${unit.repeat(Math.ceil(300_000 / unit.length))}</text></r>`;
    const elapsed = processorTime();
    parsePayload(Buffer.from(body), TYPE);
    expect(elapsed()).toBeLessThan(3000);
  });
});

describe('references', () => {
  it('say again what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const kept = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '');
        expect(decodeXml(encodeXml(text)).text).toBe(kept);
      }),
    );
  });

  it('lead back to where they stand', () => {
    const { text, locate } = decodeXml('a&amp;b&#x42;c');
    expect(text).toBe('a&bBc');
    expect(locate(1, 2)).toEqual([1, 6]);
    expect(locate(2, 4)).toEqual([6, 13]);
    expect(locate(4, 5)).toEqual([13, 14]);
  });
});

const word = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .&]{0,10}$/)
  .map((text) => text.replaceAll('&', '&amp;'));
const name = fc.constantFrom('a', 'b', 'name', 'text', 'div', 'td', 'table', 'content', 'tr');
const node: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? word
    : fc.oneof(
        word,
        fc
          .tuple(name, fc.option(word), fc.array(node(depth - 1), { maxLength: 3 }))
          .map(
            ([tag, value, inner]) =>
              `<${tag}${value === null ? '' : ` v="${value}"`}>${inner.join('')}</${tag}>`,
          ),
      ),
);
const document = fc
  .array(node(4), { maxLength: 4 })
  .map((inner) => `<root>${inner.join('')}</root>`);

describe('writing XML back', () => {
  it('is read again with every text replaced', () => {
    fc.assert(
      fc.property(document, fc.constantFrom('[NAME]', '<&>"', "a'b"), (body, token) => {
        const payload = parseOrThrow(body, TYPE);
        const bytes = withEveryText(payload, token);
        const again = parseOrThrow(bytes, TYPE).segments;
        expect(again.map(({ path }) => path)).toEqual(payload.segments.map(({ path }) => path));
        expect(again.every(({ text }) => text === token)).toBe(true);
      }),
    );
  });

  it('keeps the tags of a run, in their order', () => {
    const body = '<r><div><p><b>Ja</b>ne <i>Roe</i>, MD</p></div></r>';
    const payload = parseOrThrow(body, TYPE);
    expect(payload.segments[0]?.text).toBe('Jane Roe, MD');
    expect(payload.locate(0, 0, 8)).toEqual([14, 29]);
    const bytes = payload.rewrite([{ segment: 0, start: 0, end: 8, text: '[NAME]' }]);
    expect(decode(bytes)).toBe('<r><div><p><b>[NAME], MD</b><i></i></p></div></r>');
  });

  it('changes nothing but the value concerned', () => {
    const body = '\uFEFF<?xml version="1.0"?><a  x = \'1\'><b>Jane</b>&#65;<![CDATA[c]]></a>\n';
    const payload = parseOrThrow(body, TYPE);
    const segment = payload.segments.findIndex(({ text }) => text === 'Jane');
    const bytes = payload.rewrite([{ segment, start: 0, end: 4, text: '<x>' }]);
    expect(decode(bytes)).toBe(body.replace('Jane', '&lt;x&gt;'));
  });
});
