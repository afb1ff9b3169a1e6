import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { DEFAULT_PARSE_LIMITS, type ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';
import { processorTime } from '../../support/processor-time.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function parsed(text: string, type = 'application/json'): ParsedPayload {
  const result = parsePayload(encode(text), type);
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

const reason = (text: string, limits = DEFAULT_PARSE_LIMITS): string => {
  const result = parsePayload(encode(text), 'application/json', limits);
  return result.kind === 'parsed' ? 'parsed' : result.reason;
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const values = (text: string): [string, string, string | undefined][] =>
  parsed(text)
    .segments.filter((segment) => segment.role === 'value')
    .map(({ path, text: value, hint }) => [path, value, hint]);

describe('JSON payloads', () => {
  it.each([
    '{"a":1,}',
    '[1,]',
    '{"a":1}//x',
    '/*x*/{}',
    '{a:1}',
    "{'a':1}",
    '[NaN]',
    '[Infinity]',
    '[+1]',
    '[01]',
    '[.5]',
    '[1.]',
    '[1e]',
    '["\u0001"]',
    '["\\x41"]',
    '["\\u12"]',
    '["open',
    '{"a"}',
    '{"a":}',
    '{"a":1 "b":2}',
    '[1 2]',
    '[1}',
    '{"a":1]',
    '[]]',
    '',
    '   ',
    '{"a":tru}',
    '\u00a0{}',
    '{} {}',
  ])('refuses what RFC 8259 refuses: %j', (text) => {
    expect(reason(text)).toBe('malformed');
  });

  it('agrees with JSON.parse on every JSON value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(reason(text)).toBe('parsed');
      }),
    );
  });

  it('never accepts what JSON.parse refuses, whatever is done to a JSON text', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (text, where, junk) => {
        const at = where % (text.length + 1);
        const broken = text.slice(0, at) + junk + text.slice(at + 1);
        // The encoder replaces lone surrogates, so compare what was really sent.
        expect(reason(broken) === 'parsed').toBe(isJson(decode(encode(broken))));
      }),
      { numRuns: 500 },
    );
  });

  it('takes of letters that JSON is made of what JSON.parse takes, and nothing else', () => {
    const sign = fc.constantFrom(
      ...['{', '}', '[', ']', '"', ':', ',', '\\', ' ', '\n', '\u0001', '\u00a0', '\u2028'],
      ...['{"a":', '","', '\\u00e9', '\\"', 'true', 'null', 'tru', 'e', 'E+', '-', '0', '7', '.'],
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 12 }), (signs) => {
        const text = signs.join('');
        expect(reason(text) === 'parsed').toBe(isJson(text));
        expect(reason(`[${text}]`) === 'parsed').toBe(isJson(`[${text}]`));
      }),
      { numRuns: 3000 },
    );
  });

  it('sees both values of a repeated member', () => {
    expect(values('{"email":"first@example.org","email":"second@example.org"}')).toEqual([
      ['/email', 'first@example.org', 'email'],
      ['/email', 'second@example.org', 'email'],
    ]);
  });

  it('reads strings, numbers and names, and passes over booleans and null', () => {
    const segments = parsed('{"mrn":12345678,"ok":true,"none":null,"n":{"x":["y"]}}').segments;
    expect(segments.map(({ path, text, role }) => `${role} ${path} ${text}`)).toEqual([
      'key /mrn mrn',
      'value /mrn 12345678',
      'key /ok ok',
      'key /none none',
      'key /n n',
      'key /n/x x',
      'value /n/x/0 y',
    ]);
  });

  it('gives an item of a list the name of the list as hint', () => {
    expect(values('{"given":["Odette","M"]}').map(([, , hint]) => hint)).toEqual([
      'given',
      'given',
    ]);
  });

  it.each([
    ['{"question":"Date of birth?","answer":"1/2/1950"}', '/answer', 'Date of birth?'],
    ['{"tabLabel":"PatientDOB","value":"05/05/1972"}', '/value', 'PatientDOB'],
    ['{"propertyName":"firstname","propertyValue":"Ada"}', '/propertyValue', 'firstname'],
    ['{"ID":"MR-44","IDType":"MR"}', '/ID', 'MR'],
    [
      '{"key":"patient_dob","label":{"custom":"x"},"text":{"value":"1978"}}',
      '/text/value',
      'patient_dob',
    ],
    ['{"system":"phone","value":"(719) 555-0177"}', '/value', 'phone'],
    [
      '{"type":{"coding":[{"system":"v2-0203","code":"MR"}]},"system":"urn:oid:1","value":"12884907"}',
      '/value',
      'medical record number',
    ],
    ['{"system":"http://hl7.org/fhir/sid/us-ssn","value":"x"}', '/value', 'social security number'],
    ['{"id":"7ce6","title":"Supply"}', '/id', 'id'],
  ])('takes the label of a pair as hint: %s', (text, path, hint) => {
    expect(values(text).find((row) => row[0] === path)?.[2]).toBe(hint);
  });

  it.each([
    ['question', 'answer_text'],
    ['question', 'simple_text'],
    ['question', 'reply'],
    ['question', 'whatever'],
    ['question_text', 'answer_text'],
    ['questionText', 'answer'],
    ['label', 'val'],
    ['fieldKey', 'fieldValue'],
    ['column', 'value'],
    ['property', 'value'],
    ['variable', 'value'],
    ['header', 'value'],
    ['name', 'string_value'],
    ['n', 'v'],
    ['id', 'value'],
    ['ref', 'value'],
    ['slug', 'value'],
    ['code', 'value'],
    ['type', 'value'],
    ['custom_id', 'value'],
  ])('takes the label of a pair {%s, %s} as hint', (label, content) => {
    const rows = values(JSON.stringify({ form: [{ [label]: 'mrn', [content]: 'MR77182' }] }));
    expect(rows.find(([, text]) => text === 'MR77182')?.[2]).toBe('mrn');
  });

  it.each([
    ['{"ssn":{"old":"x","new":"y"}}', ['ssn', 'ssn']],
    ['{"last_name":{"from":"x","to":"y"}}', ['last_name', 'last_name']],
    ['{"ssn":{"S":"x"}}', ['ssn']],
    ['{"ssn":{"N":7}}', ['ssn']],
    ['{"mrn":{"stringValue":"x"}}', ['mrn']],
    ['{"ssn":{"_text":"x"},"dob":{"#text":"y"},"mrn":{"$t":"z"}}', ['ssn', 'dob', 'mrn']],
    ['{"patient_name":{"en":"x","ar":"y","pt-BR":"z"}}', Array(3).fill('patient_name')],
    ['{"patient":{"old":"x"}}', ['patient']],
    ['{"phone":{"anything":{"at":{"all":"x"}}}}', ['phone']],
    ['{"ssn":[{"entry":"x"}]}', ['ssn']],
    ['{"first_name":{"title":"Order","value":"x"}}', ['title', 'first_name']],
    ['{"mobile_phone":[{"type":"home","value":"x"}]}', ['type', 'mobile_phone']],
    // A name with a meaning of its own keeps it.
    ['{"address":{"state":"x","zip":"y","type":"z"}}', ['state', 'zip', 'type']],
    ['{"email":{"name":"x","address":"y"}}', ['name', 'address']],
    ['{"patient_name":{"first":"x","last":"y"}}', ['first', 'last']],
    ['{"message":{"from":"x","old":"y"}}', ['from', 'old']],
    ['{"patient":{"status":"x","plan":"y"}}', ['status', 'plan']],
  ])('gives a name that says nothing the name of what holds it: %s', (text, hints) => {
    expect(values(text).map(([, , hint]) => hint)).toEqual(hints);
  });

  it.each([
    ['{"columns":["first_name","mrn"],"rows":[["x","y"]]}', ['x first_name', 'y mrn']],
    [
      '{"schema":[{"name":"ssn","type":"s"},{"name":"n"}],"rows":[["x","y"],["z"]]}',
      ['x ssn', 'y n', 'z ssn'],
    ],
    ['[["first_name","ssn","color"],["x","y","z"]]', ['x first_name', 'y ssn', 'z color']],
    ['{"a":[["first_name","x"],["ssn","y"],["mrn","z"]]}', ['x first_name', 'y ssn', 'z mrn']],
  ])('names the cells of a table by their column or label: %s', (text, cells) => {
    const rows = values(text).map(([, value, hint]) => `${value} ${String(hint)}`);
    expect(rows.filter((row) => /^[xyz] /.test(row))).toEqual(cells);
  });

  it('keeps a name that tells more than the title of the field it answers', () => {
    const text = JSON.stringify({
      definition: { fields: [{ id: 'f1', title: 'Favorite color' }] },
      answers: [{ field: { id: 'f1' }, first_name: 'Mara', text: 'teal' }],
    });
    const rows = values(text).filter(([path]) => path.startsWith('/answers'));
    expect(rows.map(([, , hint]) => hint)).toEqual(['id', 'first_name', 'Favorite color']);
  });

  it('joins an answer with the title of the field it refers to', () => {
    const text = JSON.stringify({
      definition: { fields: [{ id: 'f1', ref: 'r1', title: 'Name of child' }] },
      answers: [{ type: 'text', text: 'Declan', field: { id: 'f1', ref: 'r1' } }],
    });
    expect(values(text).find(([path]) => path === '/answers/0/text')?.[2]).toBe('Name of child');
  });

  it('walks JSON inside a string, and writes it back re-escaped', () => {
    const inner = JSON.stringify({ field: 'a "quoted" value', deep: JSON.stringify(['x', 7]) });
    const text = `{"payload": ${JSON.stringify(inner)}, "n":1.0}`;
    const payload = parsed(text);
    const at = (path: string): number =>
      payload.segments.findIndex((s) => s.path === path && s.role === 'value');
    expect(payload.segments[at('/payload~json/field')]?.text).toBe('a "quoted" value');
    const bytes = payload.rewrite([
      { segment: at('/payload~json/field'), start: 2, end: 10, text: 'T"1' },
      { segment: at('/payload~json/deep~json/1'), start: 0, end: 1, text: 'T2' },
    ]);
    const outer = JSON.parse(decode(bytes)) as { payload: string };
    const once = JSON.parse(outer.payload) as { field: string; deep: string };
    expect(once.field).toBe('a T"1 value');
    expect(JSON.parse(once.deep)).toEqual(['x', 'T2']);
    expect(decode(bytes)).toContain('"n":1.0}');
  });

  it('reads a string that only looks like JSON as text', () => {
    expect(values('{"note":"{not json}"}')).toEqual([['/note', '{not json}', 'note']]);
  });

  it('refuses JSON in strings in strings beyond the fourth level', () => {
    let text = '["x"]';
    for (let level = 0; level < 4; level++) text = JSON.stringify([text]);
    expect(reason(text)).toBe('parsed');
    expect(reason(JSON.stringify([text]))).toBe('too_deep');
  });

  it('returns the same bytes when nothing is replaced', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom('', ' ', '\n\t'), (text, space) => {
        const bytes = encode(`\uFEFF${space}${text}${space}`);
        const result = parsePayload(bytes, 'application/json');
        expect(result.kind === 'parsed' && result.payload.rewrite([])).toEqual(bytes);
      }),
    );
  });

  it('changes only the literals concerned and stays valid', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, stringUnit: 'grapheme' }), fc.nat(), (text, pick) => {
        const payload = parsed(text);
        const { segments } = payload;
        if (segments.length === 0) return;
        const segment = pick % segments.length;
        const end = segments[segment]?.text.length ?? 0;
        const bytes = payload.rewrite([{ segment, start: 0, end, text: 'tok "x"' }]);
        const again = parsed(decode(bytes)).segments;
        expect(again.length).toBe(segments.length);
        again.forEach((found, index) => {
          expect(found.text).toBe(index === segment ? 'tok "x"' : segments[index]?.text);
        });
      }),
    );
  });

  it('writes a replaced number as a string', () => {
    const payload = parsed('{"phone": 7205550100 }');
    const bytes = payload.rewrite([{ segment: 1, start: 0, end: 10, text: 'T' }]);
    expect(decode(bytes)).toBe('{"phone": "T" }');
  });

  it('keeps the byte order mark', () => {
    const payload = parsed('\uFEFF{"a":"b"}');
    expect(decode(payload.rewrite([{ segment: 1, start: 0, end: 1, text: 'c' }]))).toBe(
      '\uFEFF{"a":"c"}',
    );
  });

  it('refuses overlapping replacements instead of guessing', () => {
    const payload = parsed('["abcdef"]');
    const at = (start: number, end: number) => ({ segment: 0, start, end, text: 'x' });
    expect(() => payload.rewrite([at(0, 3), at(2, 4)])).toThrow('overlap');
  });

  it.each([
    ['Walter Grace', '/{0}'],
    ['walter@example.org', '/{0}'],
    ['720-555-0100', '/{0}'],
    ['first_name', '/first_name'],
    ['a/b~c', '/{0}'],
  ])('puts the position into the path where the name %j might identify somebody', (name, path) => {
    const segments = parsed(JSON.stringify({ [name]: 1 })).segments;
    expect(segments.map((segment) => segment.path)).toEqual([path, path]);
    expect(segments[0]).toMatchObject({ role: 'key', text: name });
  });
});

describe('bounds on hostile JSON', () => {
  it('cuts off nesting at the limit, quickly and without recursion', () => {
    const bomb = new Uint8Array(100_000_000).fill(0x5b);
    const elapsed = processorTime();
    const limits = { ...DEFAULT_PARSE_LIMITS, maxBytes: 200_000_000 };
    const result = parsePayload(bomb, 'application/json', limits);
    expect(result).toEqual({ kind: 'unreadable', reason: 'too_deep' });
    expect(elapsed()).toBeLessThan(2000);
  });

  it('allows exactly the depth limit', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(reason(nested(64))).toBe('parsed');
    expect(reason(nested(65))).toBe('too_deep');
  });

  it('counts the depth of JSON inside strings from where it stands', () => {
    const inner = JSON.stringify('['.repeat(40) + ']'.repeat(40));
    expect(reason('['.repeat(20) + inner + ']'.repeat(20))).toBe('parsed');
    expect(reason('['.repeat(40) + inner + ']'.repeat(40))).toBe('too_deep');
  });

  it('bounds segments, also where the values hold no text', () => {
    const limits = { ...DEFAULT_PARSE_LIMITS, maxSegments: 100 };
    expect(reason(JSON.stringify(Array.from({ length: 100 }, () => 'x')), limits)).toBe('parsed');
    expect(reason(JSON.stringify(Array.from({ length: 101 }, () => 'x')), limits)).toBe(
      'too_many_segments',
    );
    expect(reason(JSON.stringify(Array.from({ length: 1000 }, () => null)), limits)).toBe(
      'too_many_segments',
    );
  });

  it('bounds bytes and refuses what is not UTF-8', () => {
    expect(reason('[]', { ...DEFAULT_PARSE_LIMITS, maxBytes: 1 })).toBe('too_large');
    const latin = Uint8Array.of(0x22, 0xe9, 0x22);
    expect(parsePayload(latin, 'application/json')).toEqual({
      kind: 'unreadable',
      reason: 'invalid_encoding',
    });
  });
});
