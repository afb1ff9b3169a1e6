import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const FORM = 'application/x-www-form-urlencoded';

function parsed(text: string, type: string): ParsedPayload {
  const result = parsePayload(encode(text), type);
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

describe('segments', () => {
  it.each([
    ['application/json', '{"name":"Ada","count":3,"page":"<p>x</p>"}'],
    ['text/plain', 'call Ada'],
    ['text/html', '<p>call Ada</p>'],
    [FORM, 'name=Ada&note=a+call'],
    ['text/csv', 'name,note\nAda,a call'],
    ['x-application/hl7-v2+er7', 'MSH|^~\\&|LAB|X|||2024||ORU^R01|1|P|2.3\rPID|1||5518||ROE^ADA'],
  ])('of %s are made alike, whatever they have', (type, text) => {
    const members = parsed(text, type).segments.map((segment) => Object.keys(segment).join());
    expect(new Set(members)).toEqual(new Set(['path,text,role,hint,field,files']));
  });
});

describe('choosing a format', () => {
  it.each([
    ['application/json', '{}', 'json'],
    ['Application/JSON; charset=UTF-8', '{}', 'json'],
    ['application/fhir+json', '{}', 'json'],
    ['text/json', '{}', 'json'],
    ['application/x-www-form-urlencoded;charset="utf-8"', 'a=b', 'form'],
    ['text/plain', 'hello', 'text'],
    ['text/plain', '{"sns":1}', 'json'],
    ['text/plain', '{not json}', 'text'],
  ])('%s with %s is read as %s', (type, text, format) => {
    expect(parsed(text, type).format).toBe(format);
  });

  it.each(['application/pdf', 'multipart/form-data; boundary=x', 'json', 'a/b/c', 'text/jsonx'])(
    'an unknown type %j is unreadable',
    (type) => {
      expect(parsePayload(encode('{}'), type)).toEqual({
        kind: 'unreadable',
        reason: 'unsupported_format',
      });
    },
  );

  it.each([
    ['{"a":1}', 'json'],
    ['MSH|^~\\&|A|B\rPID|1', 'hl7v2'],
  ])('without a type, %j is read as %s', (text, format) => {
    expect(parsed(text, '').format).toBe(format);
    expect(parsed(text, 'text/plain').format).toBe(format);
  });

  it.each(['hello', '', 'a=b', '{"a":'])('without a type, %j is unreadable', (text) => {
    expect(parsePayload(encode(text), ' ')).toEqual({
      kind: 'unreadable',
      reason: 'unsupported_format',
    });
  });

  it('a character set other than UTF-8 is unreadable', () => {
    expect(parsePayload(encode('{}'), 'application/json; charset=utf-16')).toEqual({
      kind: 'unreadable',
      reason: 'invalid_encoding',
    });
  });

  it('never throws, whatever the bytes and the header', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, header) => {
        for (const type of [header, 'application/json', FORM, 'text/plain']) {
          expect(['parsed', 'unreadable']).toContain(parsePayload(bytes, type).kind);
        }
      }),
    );
  });
});

describe('form payloads', () => {
  it('decodes names and values', () => {
    const { segments } = parsed('From=%2B17205550100&Body=Jos%C3%A9+%26+co&empty=&bare', FORM);
    expect(segments.map(({ path, text, role }) => `${role} ${path} ${text}`)).toEqual([
      'key form:From From',
      'value form:From +17205550100',
      'key form:Body Body',
      'value form:Body José & co',
      'key form:empty empty',
      'value form:empty ',
      'key form:bare bare',
    ]);
    expect(segments[1]?.hint).toBe('From');
  });

  it('lets a percent sign that is no escape stand for itself', () => {
    expect(parsed('discount=50%+off%zz', FORM).segments[1]?.text).toBe('50% off%zz');
  });

  it('refuses escapes that are not UTF-8, because what they say could not be scanned', () => {
    expect(parsePayload(encode('name=Jos%E9'), FORM)).toEqual({
      kind: 'unreadable',
      reason: 'invalid_encoding',
    });
  });

  it('walks JSON in a field', () => {
    const payload = parsed(
      `rawRequest=${encodeURIComponent('{"q3_name":{"first":"Ada"}}')}&x=1`,
      FORM,
    );
    const segment = payload.segments.findIndex((s) => s.text === 'Ada');
    expect(payload.segments[segment]?.path).toBe('form:rawRequest~json/q3_name/first');
    const bytes = payload.rewrite([{ segment, start: 0, end: 3, text: 'T&1' }]);
    expect(new URLSearchParams(decode(bytes)).get('rawRequest')).toBe(
      '{"q3_name":{"first":"T&1"}}',
    );
  });

  it('changes only the value concerned: other pairs keep their exact bytes', () => {
    const text = 'a=%41%zz&&b=x+y&c=%7e&=v';
    const payload = parsed(text, FORM);
    const segment = payload.segments.findIndex((s) => s.text === 'x y');
    const bytes = payload.rewrite([{ segment, start: 2, end: 3, text: 'ñ &' }]);
    expect(decode(bytes)).toBe('a=%41%zz&&b=x+%C3%B1+%26&c=%7e&=v');
    expect(decode(payload.rewrite([]))).toBe(text);
  });

  it('agrees with URLSearchParams', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string())), (pairs) => {
        const wellFormed = pairs.map(([a, b]): [string, string] => [
          decode(encode(`n${a}`)),
          decode(encode(b)),
        ]);
        const text = new URLSearchParams(wellFormed).toString();
        const { segments } = parsed(text, FORM);
        const keys = segments.filter((s) => s.role === 'key').map((s) => s.text);
        expect(keys).toEqual(wellFormed.map(([name]) => name));
      }),
    );
  });
});

describe('text payloads', () => {
  it('are one segment that can be rewritten', () => {
    const payload = parsed('\uFEFFcall Ada\r\n', 'text/plain');
    expect(payload.segments).toEqual([{ path: 'text', text: 'call Ada\r\n', role: 'value' }]);
    const bytes = payload.rewrite([{ segment: 0, start: 5, end: 8, text: '[NAME]' }]);
    expect(bytes).toEqual(encode('\uFEFFcall [NAME]\r\n'));
  });
});
