import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { selectFields } from '../../../lambdas/core/protect/fields/select-fields.ts';
import type { Selected } from '../../../lambdas/core/protect/fields/select-listed.ts';
import { fieldsRuleSchema, type Selection } from '../../../lambdas/core/registry/fields-rule.ts';
import { processorTime } from '../../support/processor-time.ts';

const listed = (...paths: string[]): Selection => ({ mode: 'listed', paths });

function select(text: string, rule: Selection, format = 'json', show = true): Selected {
  const bytes = Buffer.from(text);
  return selectFields(
    { bytes, format, contentType: '', messageId: 'msg_1', mayShow: () => show },
    rule,
  );
}

function textOf(selected: Selected): string {
  if (selected.kind !== 'selected') throw new Error(selected.kind);
  return Buffer.from(selected.bytes).toString();
}

describe('listed fields of JSON', () => {
  const order =
    '{"id":1,"who":{"name":"Ada Vance","plan":"A"},"items":[{"sku":"x","note":"n"},{"sku":"y"}]}';
  it.each<[string, string, string[], string]>([
    ['a member', order, ['/id'], '{"id":1}'],
    ['a member of a member', order, ['/who/plan'], '{"who":{"plan":"A"}}'],
    ['any item of a list', order, ['/items/*/sku'], '{"items":[{"sku":"x"},{"sku":"y"}]}'],
    ['one item of a list', order, ['/items/1/sku'], '{"items":[{"sku":"y"}]}'],
    ['whatever is below', order, ['/items/**'], '{"items":[{"sku":"x","note":"n"},{"sku":"y"}]}'],
    ['everything', order, ['/**'], order],
    ['any member', '{"a":{"x":1},"b":{"x":2,"y":3}}', ['/*/x'], '{"a":{"x":1},"b":{"x":2}}'],
    ['two paths that share a way', order, ['/who/plan', '/id'], '{"id":1,"who":{"plan":"A"}}'],
    ['true, false and null', '{"a":true,"b":null,"c":false}', ['/a', '/b'], '{"a":true,"b":null}'],
    [
      'every digit of a number',
      '{"n":12345678901234567890.10}',
      ['/n'],
      '{"n":12345678901234567890.10}',
    ],
    ['an escaped name', '{"a/b":1,"c~d":2,"e":3}', ['/a~1b', '/c~0d'], '{"a/b":1,"c~d":2}'],
    ['a name that is repeated, each time', '{"a":1,"b":2,"a":3}', ['/a'], '{"a":1,"a":3}'],
    ['a text as it was written', '{"a":"\\u0041\\n","b":1}', ['/a'], '{"a":"\\u0041\\n"}'],
    ['a list of lists', '[[1,2],[3]]', ['/*/0'], '[[1],[3]]'],
    ['behind a byte order mark', '\ufeff{"a":1,"b":2}', ['/a'], '{"a":1}'],
  ])('keep %s', (_what, text, paths, expected) => {
    expect(textOf(select(text, listed(...paths)))).toBe(expected);
  });

  it.each<[string, string, string[], string]>([
    ['a field that is not listed', order, ['/other'], '{}'],
    ['an object at a path that names a value', order, ['/who'], '{}'],
    ['a list at a path that names a value', order, ['/items'], '{}'],
    ['a value at a path that leads further', '{"a":"Ada Vance"}', ['/a/b'], '{}'],
    ['a name in other letters', '{"Id":1}', ['/id'], '{}'],
    ['a name that begins alike', '{"id2":1}', ['/id'], '{}'],
    ['a deeper field of the same name', '{"a":{"id":1}}', ['/id'], '{}'],
    ['a list where an object was', '[{"id":1}]', ['/id'], '[]'],
    ['a prototype', '{"__proto__":{"id":1},"id":2}', ['/id'], '{"id":2}'],
    ['an item beyond', '{"a":[1,2]}', ['/a/2'], '{}'],
    ['a level that * does not reach', '{"a":{"b":{"c":1}}}', ['/a/*'], '{}'],
  ])('drop %s', (_what, text, paths, expected) => {
    expect(textOf(select(text, listed(...paths)))).toBe(expected);
  });

  it('say of each stretch of the payload whether it was kept', () => {
    const selected = select(order, listed('/who/plan', '/items/*/sku'));
    if (selected.kind !== 'selected') throw new Error('not selected');
    const holds = (part: string) => {
      const at = order.indexOf(part);
      return selected.holds(at, at + part.length);
    };
    for (const part of ['"plan"', 'A"}', '"x"', '"y"', 'who']) expect(holds(part)).toBe(true);
    for (const part of ['Ada Vance', '"n"', '"id"', '1']) expect(holds(part)).toBe(false);
  });

  it('leave valid JSON that holds no text that is not listed, of whatever payload', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, json, (secret, open) => {
        const whole = {
          keep: { open },
          drop: { SECRET: secret },
          items: [{ SECRET: secret, open }],
        };
        const selected = select(JSON.stringify(whole), listed('/keep/open/**', '/items/*/open/**'));
        const cut = JSON.parse(textOf(selected)) as { keep?: { open: unknown } };
        expect(textOf(selected)).not.toContain('"SECRET"');
        expect(cut.keep?.open).toEqual(JSON.parse(JSON.stringify(open)));
      }),
      { numRuns: 300 },
    );
  });

  it('take a time that grows with the payload, not with its square', () => {
    const rows = (count: number) =>
      `[${Array.from({ length: count }, () => '{"a":1,"b":{"c":[1,2,3]}}').join(',')}]`;
    const paths = Array.from({ length: 64 }, (_, index) => `/*/b/c/${String(index)}`);
    const time = (text: string) => {
      const elapsed = processorTime();
      select(text, listed(...paths));
      return elapsed();
    };
    const [small, large] = [rows(2_500), rows(10_000)];
    time(small);
    expect(time(large)).toBeLessThan(20 * time(small) + 50);
  });
});

describe('listed fields of a form', () => {
  const form = 'Body=hello+there&From=%2B15555550100&user%5Bemail%5D=a%40b.example&Body=again&flag';
  it.each<[string[], string]>([
    [['/Body'], 'Body=hello+there&Body=again'],
    [['/user[email]'], 'user%5Bemail%5D=a%40b.example'],
    [['/flag', '/From'], 'From=%2B15555550100&flag'],
    [['/**'], form],
    [['/body'], ''],
    [['/Body/x'], ''],
  ])('are those at %j', (paths, expected) => {
    expect(textOf(select(form, listed(...paths), 'form'))).toBe(expected);
  });
});

describe('a payload without fields', () => {
  it.each([
    ['xml', '<a>1'],
    ['text', '{"a":1}'],
    ['csv', '12/03/1970,4471 9920\n1,2'],
    ['hl7v2', 'PID|1'],
    ['form-data', '{"a":1}'],
    ['html', '<p>'],
    ['mail', 'Subject: a\n\nb'],
    ['multipart', '--b\n\na\n--b--\n'],
    ['json', '"a text"'],
    ['json', '{"broken":'],
    ['json', '\xff'],
  ])('has none selected: %s %j', (format, text) => {
    expect(select(text, listed('/**'), format).kind).toBe('not_selectable');
  });

  it('has none selected when nothing could read it', () => {
    const bytes = Buffer.from('{"a":1}');
    const selected = selectFields(
      { bytes, format: undefined, contentType: '', messageId: 'm' },
      listed('/a'),
    );
    expect(selected.kind).toBe('not_selectable');
  });
});

describe('the minimal payload', () => {
  it.each([
    ['{"type":"invitee.created","id":"evt_1"}', 'invitee.created'],
    ['{"event":"order/create","type":7}', 'order/create'],
    ['{"data":{"type":"inner"}}', 'event'],
    ['{"type":"Ada Vance, 555-0100"}', 'event'],
    ['{"type":"12345678"}', 'event'],
    [`{"type":"${'a'.repeat(65)}"}`, 'event'],
    ['["type"]', 'event'],
    ['{', 'event'],
  ])('of %s has the type %s and Cordon’s id', (text, type) => {
    expect(textOf(select(text, { mode: 'minimal' }))).toBe(JSON.stringify({ id: 'msg_1', type }));
  });

  it('shows no type in which somebody was found, and none of a payload that nobody read', () => {
    const rule = { mode: 'minimal' } as const;
    expect(textOf(select('{"type":"quill.z"}', rule, 'json', false))).toContain('"event"');
    const bytes = Buffer.from('%PDF-1.7');
    const unread = selectFields(
      { bytes, format: undefined, contentType: '', messageId: 'msg_1' },
      rule,
    );
    expect(textOf(unread)).toBe('{"id":"msg_1","type":"event"}');
  });

  it('is JSON that Cordon reads', () => {
    const selected = select('{"type":"a.b"}', { mode: 'minimal' });
    if (selected.kind !== 'selected') throw new Error('not selected');
    expect(parsePayload(selected.bytes, selected.contentType).kind).toBe('parsed');
  });
});

describe('a rule for fields', () => {
  it.each([
    { mode: 'all' },
    { mode: 'minimal' },
    { mode: 'listed', paths: ['/a', '/a/*/b', '/a/**', '/a~1b/0', '/user[email]', '/**'] },
  ])('may be %j', (rule) => {
    expect(fieldsRuleSchema.safeParse(rule).success).toBe(true);
  });

  it.each([
    [{ mode: 'listed', paths: [] }],
    [{ mode: 'listed' }],
    [{ mode: 'listed', paths: ['a'] }],
    [{ mode: 'listed', paths: [''] }],
    [{ mode: 'listed', paths: ['/'] }],
    [{ mode: 'listed', paths: ['/a/'] }],
    [{ mode: 'listed', paths: ['/a~2'] }],
    [{ mode: 'listed', paths: ['/**/a'] }],
    [{ mode: 'listed', paths: ['/a', '/a'] }],
    [{ mode: 'listed', paths: ['/a\n'] }],
    [{ mode: 'listed', paths: [`/${'a'.repeat(65)}`] }],
    [{ mode: 'some' }],
    [{ mode: 'minimal', paths: ['/a'] }],
  ])('may not be %j', (rule) => {
    expect(fieldsRuleSchema.safeParse(rule).success).toBe(false);
  });
});
