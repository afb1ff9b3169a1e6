import fc from '../../support/properties.ts';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FUZZED } from '../../../bench/fuzz/formats.ts';
import { plant } from '../../../bench/fuzz/plant.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { selectFields } from '../../../lambdas/core/protect/fields/select-fields.ts';
import type { Selected } from '../../../lambdas/core/protect/fields/select-listed.ts';
import { processorTime } from '../../support/processor-time.ts';

/** Cuts a body as the pipeline does: what it is says the parser. */
function cut(body: string | Uint8Array, contentType: string, ...paths: string[]): Selected {
  const bytes = Buffer.from(body);
  const parsed = parsePayload(bytes, contentType);
  const { format, charset } = parsed.kind === 'parsed' ? parsed.payload : {};
  const told = charset === undefined ? {} : { charset };
  return selectFields(
    { bytes, contentType, format, ...told, messageId: 'msg_1' },
    { mode: 'listed', paths },
  );
}

function textOf(selected: Selected, encoding: BufferEncoding = 'utf8'): string {
  if (selected.kind !== 'selected') throw new Error(selected.kind);
  return Buffer.from(selected.bytes).toString(encoding);
}

const HL7 = 'application/hl7-v2';
const MESSAGE =
  [
    'MSH|^~\\&|APP|FAC|||20261101||ADT^A01^ADT_A01|4471|P|2.5.1|||||||',
    'PID|1||100^^^A&1.2&ISO~200^^^B||Vance^Ada^M||19700102|F|||12 Elm St^^Dayton',
    'OBX|1|TX|note^Note||seen\\T\\left',
    'OBX|2|NM|wt^Weight||71||""',
    'DG1|1||J18.9',
  ].join('\r') + '\r';
const FRAME = 'MSH|^~\\&|||||||ADT^A01^ADT_A01||P|2.5.1|||||||\r';

describe('listed fields of HL7 v2', () => {
  it.each<[string, string[], string]>([
    [
      'a field, of each segment of its name',
      ['/OBX-5'],
      `${FRAME}OBX|||||seen\\T\\left\rOBX|||||71||\r`,
    ],
    ['a component', ['/PID-5.1'], `${FRAME}PID|||||Vance^^||||||\r`],
    ['a component of each repetition', ['/PID-3.4'], `${FRAME}PID|||^^^A&1.2&ISO~^^^B||||||||\r`],
    ['a subcomponent', ['/PID-3.4.2'], `${FRAME}PID|||^^^&1.2&~^^^||||||||\r`],
    ['the one component there is', ['/PID-8.1'], `${FRAME}PID||||||||F|||\r`],
    ['one repetition', ['/PID-3[2].1'], `${FRAME}PID|||~200^^^||||||||\r`],
    ['one segment of several', ['/OBX[2]-5'], `${FRAME}OBX|||||71||\r`],
    ['all fields of a segment', ['/DG1-*'], `${FRAME}DG1|1||J18.9\r`],
    ['all of a segment', ['/DG1/**'], `${FRAME}DG1|1||J18.9\r`],
    ['a field that deletes', ['/OBX[2]-7'], `${FRAME}OBX|||||||""\r`],
    ['a field of the header', ['/MSH-10'], FRAME.replace('A01||', 'A01|4471|')],
    ['all fields', ['/*'], MESSAGE],
    ['everything', ['/**'], MESSAGE],
  ])('keep %s', (_what, paths, expected) => {
    expect(textOf(cut(MESSAGE, HL7, ...paths))).toBe(expected);
  });

  it.each([
    [['/other']],
    [['/PID']],
    [['/PID-99']],
    [['/ZZZ-1']],
    [['/PID-5/1']],
    [['/pid-5']],
    [['/OBX[3]-5']],
    [['/NTE-3']],
  ])('keep nothing but how to read it at %j', (paths) => {
    const text = textOf(cut(MESSAGE, HL7, ...paths));
    expect(text.replace(/^(?:PID|OBX)[|^~&]*\r/gm, '')).toBe(FRAME);
  });

  it('drop a line that is no segment, and what is no code in the header', () => {
    const text = 'MSH|^~\\&|||||||VANCE^ADA|1|P|2.5 of Ada\rPID|1\rAda Vance was here\r';
    expect(textOf(cut(text, HL7, '/PID-1'))).toBe('MSH|^~\\&|||||||||P|\rPID|1\r');
  });

  it('stay in the character set of the message', () => {
    const head = 'MSH|^~\\&|||||||ADT^A01|1|P|2.5||||||8859/1';
    const text = `${head}\rPID|1||||Müller^Zoë\r`;
    const selected = cut(Buffer.from(text, 'latin1'), HL7, '/PID-5.2');
    expect(textOf(selected, 'latin1')).toBe(`${head.replace('|1|', '||')}\rPID|||||^Zoë\r`);
    expect(selected).toMatchObject({
      contentType: expect.stringContaining('iso-8859-1') as string,
    });
  });

  it('keep each line end as it is', () => {
    expect(textOf(cut('MSH|^~\\&|A\r\nPID|1|2\r\n', HL7, '/PID-2'))).toBe(
      'MSH|^~\\&|\r\nPID||2\r\n',
    );
  });
});

const XML = 'application/xml';
const ORDER =
  '<?xml version="1.0"?>\n<o:order xmlns:o="urn:o" id="7"><!-- Ada --><o:who ssn="1">Ada <b>V</b></o:who>' +
  '<item sku="x">n</item><item sku="y"><![CDATA[m]]></item><note/></o:order>';
const ROOT = '<?xml version="1.0"?><o:order xmlns:o="urn:o">';

describe('listed fields of XML', () => {
  it.each<[string, string[], string]>([
    ['the text of an element', ['/order/who'], `${ROOT}<o:who>Ada </o:who></o:order>`],
    [
      'each element of a name',
      ['/order/item'],
      `${ROOT}<item>n</item><item><![CDATA[m]]></item></o:order>`,
    ],
    ['one of them', ['/order/item[2]'], `${ROOT}<item><![CDATA[m]]></item></o:order>`],
    [
      'an attribute',
      ['/order/item/@sku'],
      `${ROOT}<item sku="x"></item><item sku="y"></item></o:order>`,
    ],
    ['an attribute of the outermost', ['/order/@id'], `${ROOT.slice(0, -1)} id="7"></o:order>`],
    ['any element', ['/order/*/b'], `${ROOT}<o:who><b>V</b></o:who></o:order>`],
    [
      'whatever is below',
      ['/order/who/**'],
      `${ROOT}<o:who ssn="1">Ada <b>V</b></o:who></o:order>`,
    ],
    ['an element without text', ['/order/note'], `${ROOT}<note></note></o:order>`],
    ['everything', ['/**'], ORDER],
    ['everything below the outermost', ['/order/**'], ORDER.replace('\n', '')],
  ])('keep %s', (_what, paths, expected) => {
    expect(textOf(cut(ORDER, XML, ...paths))).toBe(expected);
  });

  it.each([
    [['/who']],
    [['/order']],
    [['/Order/who']],
    [['/order/b']],
    [['/order/item[3]']],
    [['/order/item/sku']],
    [['/order/comment']],
    [['/o:order/o:who']],
  ])('keep the outermost element alone at %j', (paths) => {
    expect(textOf(cut(ORDER, XML, ...paths)).replace(/[\s]/g, '')).toBe(
      `${ROOT}</o:order>`.replace(/\s/g, ''),
    );
  });

  it('drop a declaration that is none', () => {
    const text = '<?xml version="1.0" for="Ada Vance"?><a><b>1</b></a>';
    expect(textOf(cut(text, XML, '/a/b'))).toBe('<a><b>1</b></a>');
  });
});

describe('listed columns of CSV', () => {
  const table = 'id,First Name,note\r\n1,Ada,"a, ""b"""\r\n\r\n2,Bo,\r\n';
  it.each<[string, string, string[], string]>([
    ['a column', table, ['/id'], 'id\r\n1\r\n\r\n2\r\n'],
    ['one with a space in its name', table, ['/First Name'], 'First Name\r\nAda\r\n\r\nBo\r\n'],
    ['the same as paths have it', table, ['/First_Name'], 'First Name\r\nAda\r\n\r\nBo\r\n'],
    ['a column of any record', table, ['/*/id'], 'id\r\n1\r\n\r\n2\r\n'],
    ['cells as they are', table, ['/id', '/note'], 'id,note\r\n1,"a, ""b"""\r\n\r\n2,\r\n'],
    ['an empty cell that is alone', table, ['/note'], 'note\r\n"a, ""b"""\r\n\r\n""\r\n'],
    ['every column', table, ['/id', '/First Name', '/note'], table],
    ['any column', table, ['/*'], table],
    ['everything', table, ['/**'], table],
    ['tabs', 'id\tnote\n1\ta,b\n', ['/id', '/note'], 'id\tnote\n1\ta,b\n'],
    ['a comma where none parts cells', 'id;price;x\n1;2,5;y\n', ['/price'], 'price\n"2,5"\n'],
    ['a quote in such a cell', 'id;size\n1;2" x 3,5\n', ['/size'], 'size\n"2"" x 3,5"\n'],
    ['nothing beyond the last name', 'id,a\n1,2,Ada\n', ['/*'], 'id,a\n1,2\n'],
    ['nothing of a short record', 'id,a,b\n1\n2,3,4\n', ['/b'], 'b\n4\n'],
    [
      'records by the name in front',
      'First name,Ada\nCity,Dayton\nDate of birth,1970\n',
      ['/City'],
      'City,Dayton\n',
    ],
    ['nothing that is not listed', table, ['/Id', '/0/id', '/other'], ''],
  ])('keep %s', (_what, text, paths, expected) => {
    expect(textOf(cut(text, 'text/csv', ...paths))).toBe(expected);
  });
});

const FORM = 'multipart/form-data; boundary=XyZ12345';
const part = (name: string, value: string, more = ''): string =>
  `--XyZ12345\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const END = '--XyZ12345--\r\n';

describe('listed fields of a form with files', () => {
  const scan = part('scan', 'GIF', '; filename="ada.gif"');
  const form = part('plan', 'A') + part('who', 'Ada Vance') + scan + part('plan', 'B') + END;
  it.each<[string, string, string[], string]>([
    ['each field of a name', form, ['/plan'], part('plan', 'A') + part('plan', 'B') + END],
    ['a file', form, ['/scan'], scan + END],
    ['any field', form, ['/*'], form],
    ['everything', form, ['/**'], form],
    ['nothing around the parts', `Ada\r\n${form}Vance`, ['/scan'], scan + END],
    ['nothing that is not listed', form, ['/Plan', '/plan/x'], END],
    ['no part without a name', part('a', '1').replace('name', 'n') + END, ['/*'], END],
    [
      'no part with two names',
      part('a', '1', '\r\nContent-Disposition: form-data; name="b"') + END,
      ['/a', '/b'],
      END,
    ],
  ])('keep %s', (_what, text, paths, expected) => {
    const selected = cut(text, FORM, ...paths);
    expect(textOf(selected)).toBe(expected);
    expect(selected).toMatchObject({ contentType: 'multipart/form-data; boundary="XyZ12345"' });
  });

  it('keep files byte for byte, and know where they stood', () => {
    const [head, tail] = [part('who', 'Zoë'), `${part('plan', 'A')}${END}`];
    const middle = part('scan', 'X', '; filename="a.bin"').split('X\r\n')[0] ?? '';
    const bytes = Buffer.concat([
      Buffer.from(head + middle),
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.from(`\r\n${tail}`),
    ]);
    const selected = cut(bytes, FORM, '/scan', '/plan');
    expect(textOf(selected, 'latin1')).toBe(
      bytes.toString('latin1').slice(Buffer.byteLength(head)),
    );
    if (selected.kind !== 'selected') throw new Error(selected.kind);
    const at = head.indexOf('Zoë');
    expect(selected.holds(at, at + 3)).toBe(false);
    expect(selected.holds(head.length + 20, head.length + 30)).toBe(true);
  });
});

describe('what is compressed', () => {
  it.each([
    [MESSAGE, HL7],
    [ORDER, XML],
    [part('plan', 'A') + END, FORM],
    ['{"a":1}', 'application/json'],
  ])('has no fields: %#', (body, type) => {
    expect(cut(gzipSync(body), type, '/**').kind).toBe('not_selectable');
  });
});

/** A value of a field that must not arrive, with marks of all notations around a word that is easily found. */
const secret = fc
  .tuple(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('qzsecret', 'QZsecret'),
    fc.string({ maxLength: 6 }),
  )
  .map((parts) => parts.join('').replace(/[\0-\x1f\x7f]/g, ' '));
const value = fc.stringMatching(/^[a-z ]{1,12}$/);
const shapes = fc.array(fc.tuple(fc.boolean(), value, secret), { minLength: 1, maxLength: 8 });
type Shape = readonly (readonly [boolean, string, string])[];
const escapeXml = (text: string): string =>
  text.replace(/[<>&"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
const escapeHl7 = (text: string): string => text.replace(/[|^~\\&]/g, '\\X41\\');

/** How fields look in each format, and which paths list those that may arrive. */
const WRITERS: Readonly<Record<string, readonly [string, (shape: Shape) => [string, string[]]]>> = {
  'HL7 v2': [
    HL7,
    (shape) => [
      `MSH|^~\\&|a\r${shape.map(([keep, open, hidden]) => `OBX|1|TX|${keep ? 'k' : escapeHl7(hidden)}||${open}^${escapeHl7(hidden)}&x~${open}\r`).join('')}`,
      ['/OBX-5.1', '/OBX-2'],
    ],
  ],
  XML: [
    XML,
    (shape) => [
      `<r a="${escapeXml(shape[0]?.[2] ?? '')}">${shape
        .map(([keep, open, hidden]) =>
          keep
            ? `<k x="${escapeXml(hidden)}">${open}<i>${escapeXml(hidden)}</i></k>`
            : `<d>${escapeXml(hidden)}<!--${hidden.replace(/[->]/g, ' ')}--><k>${open}</k></d>`,
        )
        .join('\n')}</r>`,
      ['/r/k'],
    ],
  ],
  CSV: [
    'text/csv',
    (shape) => [
      `plan,note,city\n${shape
        .map(([, open, hidden]) => `${open},"${hidden.replaceAll('"', '""')}",${open}`)
        .join('\n')}\n`,
      ['/plan', '/city'],
    ],
  ],
  'form data': [
    FORM,
    (shape) => [
      shape.map(([keep, open, hidden]) => (keep ? part('k', open) : part('d', hidden))).join('') +
        END,
      ['/k'],
    ],
  ],
  form: [
    'application/x-www-form-urlencoded',
    (shape) => [
      shape
        .map(([keep, open, hidden]) =>
          keep ? `k=${encodeURIComponent(open)}` : `d=${encodeURIComponent(hidden)}`,
        )
        .join('&'),
      ['/k'],
    ],
  ],
};

describe('a cut', () => {
  it.each(Object.entries(WRITERS))(
    'of %s holds nothing of a value that is not listed, and is read again',
    (_name, [type, write]) => {
      fc.assert(
        fc.property(shapes, (shape) => {
          const [body, paths] = write(shape);
          const selected = cut(body, type, ...paths);
          if (selected.kind !== 'selected') throw new Error(selected.kind);
          const text = textOf(selected, 'latin1');
          expect(text).not.toMatch(/qzsecret/i);
          expect(text).not.toContain(Buffer.from('qzsecret').toString('base64').slice(2, 8));
          expect(text).not.toContain('%71%7a');
          const again = parsePayload(selected.bytes, selected.contentType);
          if (again.kind !== 'parsed') throw new Error(again.reason);
          const kept = again.payload.segments.map((segment) => segment.text).join('\n');
          for (const [keep, open] of shape) if (keep) expect(kept).toContain(open.trim());
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each(Object.entries(FUZZED))(
    'of whatever %s has none of it where nothing is listed, and all of it where everything is',
    (_name, generate) => {
      fc.assert(
        fc.property(
          plant.chain((planted) => generate(planted).map((body) => ({ ...body, planted }))),
          ({ bytes, type, planted }) => {
            const none = cut(bytes, type, '/none-such');
            if (none.kind === 'selected') {
              expect(textOf(none, 'latin1')).not.toContain(planted.value);
              expect(parsePayload(none.bytes, none.contentType).kind).toBe('parsed');
            }
            const all = cut(bytes, type, '/**');
            expect(all.kind).toBe(none.kind);
            if (all.kind === 'selected') expect(Buffer.compare(all.bytes, bytes)).toBe(0);
          },
        ),
        { numRuns: 60, seed: 20260101 },
      );
    },
  );

  it.each<[string, string, (rows: number) => string, string]>([
    [
      'HL7 v2',
      'hl7v2',
      (rows) => `MSH|^~\\&\r${'OBX|1|TX|a||b^c&d~e\r'.repeat(rows)}`,
      '/OBX-5.2.2',
    ],
    [
      'HL7 v2 in one line',
      'hl7v2',
      (rows) => `MSH|^~\\&|\rOBX|${'a^b&c~'.repeat(rows)}`,
      '/OBX-1.1',
    ],
    ['XML', 'xml', (rows) => `<r>${'<a><b><c x="1">t</c></b></a>'.repeat(rows)}</r>`, '/r/a/*/c'],
    ['CSV', 'csv', (rows) => `id;note\n${'1;a "b", c\n'.repeat(rows)}`, '/note'],
    ['a form with files', 'form-data', (rows) => part('a', '1').repeat(rows / 16) + END, '/a'],
  ])('of %s takes a time that grows with it, not with its square', (_name, format, make, path) => {
    const time = (bytes: Buffer): number => {
      const elapsed = processorTime();
      const rule = { mode: 'listed', paths: [path] } as const;
      const selected = selectFields({ bytes, contentType: FORM, format, messageId: 'm' }, rule);
      expect(selected.kind).toBe('selected');
      return elapsed();
    };
    const [small, large] = [Buffer.from(make(4_000)), Buffer.from(make(16_000))];
    // The least of several: what else the machine does takes time and never gives any back.
    const least = (bytes: Buffer): number => Math.min(...[1, 2, 3, 4, 5].map(() => time(bytes)));
    expect(least(large)).toBeLessThan(20 * least(small) + 50);
  });
});
