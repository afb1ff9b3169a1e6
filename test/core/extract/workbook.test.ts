import { describe, expect, it } from 'vitest';
import {
  dateOfSerial,
  fillMask,
  numberFormat,
} from '../../../lambdas/core/extract/number-format.ts';
import { readOffice } from '../../../lambdas/core/extract/office.ts';
import { rowsOf, xlsx, type Sheet } from './office-files.ts';

const sheet = (rows: string, change: Partial<Sheet> = {}): Sheet => ({
  name: 'Patients',
  rows,
  ...change,
});

const textsOf = (file: Uint8Array): Record<string, string> =>
  Object.fromEntries(readOffice(file).segments.map(({ path, text }) => [path, text]));

const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="000\\-00\\-0000"/><numFmt numFmtId="171" formatCode="[$-409]d\\-mmm\\-yy;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>';

describe('a workbook', () => {
  it('is read cell by cell, with the first row as hints', () => {
    const rows = rowsOf([
      ['First name', 'MRN'],
      ['Walter', '5518820'],
    ]);
    const { segments, unreadable } = readOffice(xlsx([sheet(rows)]));
    expect(unreadable).toEqual([]);
    expect(segments).toContainEqual({
      path: 'sheet/Patients/A2',
      text: 'Walter',
      role: 'value',
      hint: 'First name',
    });
    expect(segments).toContainEqual({
      path: 'sheet/Patients/B2',
      text: '5518820',
      role: 'value',
      hint: 'MRN',
    });
    expect(segments).toContainEqual({ path: 'sheet/1/name', text: 'Patients', role: 'value' });
  });

  it('that is a form has the label at the left as hint', () => {
    const rows = rowsOf([
      ['Patient name', 'Walter Grace'],
      ['Date of birth', '4/12/1961'],
    ]);
    const { segments } = readOffice(xlsx([sheet(rows)]));
    const hints = Object.fromEntries(segments.map(({ path, hint }) => [path, hint]));
    expect(hints).toMatchObject({
      'sheet/Patients/B1': 'Patient name',
      'sheet/Patients/B2': 'Date of birth',
    });
  });

  it.each<[string, string, string]>([
    ['a shared text', '<c r="A1" t="s"><v>1</v></c>', 'Walter Grace'],
    [
      'an inline text of several runs',
      '<c r="A1" t="inlineStr"><is><r><t>Wal</t></r><r><t>ter</t></r></is></c>',
      'Walter',
    ],
    ['what a formula came to', '<c r="A1" t="str"><f>A2</f><v>Walter</v></c>', 'Walter'],
    ['a number', '<c r="A1"><v>5518820</v></c>', '5518820'],
    ['a number that was kept with an exponent', '<c r="A1"><v>1.23456789E8</v></c>', '123456789'],
    ['a number in a mask', '<c r="A1" s="2"><v>78051120</v></c>', '078-05-1120'],
    ['a date', '<c r="A1" s="1"><v>22383</v></c>', '1961-04-12'],
    ['a date in a format of its own', '<c r="A1" s="3"><v>22383</v></c>', '1961-04-12'],
    ['a cell without a name', '<c t="inlineStr"><is><t>Walter</t></is></c>', 'Walter'],
  ])('shows %s as a person sees it', (_what, cell, text) => {
    const file = xlsx([sheet(`<row r="1">${cell}</row>`)], ['x', 'Walter Grace'], {
      'xl/styles.xml': STYLES,
    });
    expect(textsOf(file)['sheet/Patients/A1']).toBe(text);
  });

  it('is read where nobody looks: hidden sheets, comments, headers, names, caches, texts without a cell', () => {
    const header = '<headerFooter><oddHeader>&amp;CHeader</oddHeader></headerFooter>';
    const file = xlsx(
      [
        sheet('', { rest: header }),
        sheet(rowsOf([['Secret']]), { name: 'Hidden', state: 'veryHidden' }),
      ],
      ['Forgotten'],
      {
        'xl/comments1.xml':
          '<comments><authors><author>Ann</author></authors><comment><text><r><t>Comment</t></r></text></comment></comments>',
        'xl/pivotCache/pivotCacheRecords1.xml':
          '<pivotCacheRecords><r><s v="Cached"/></r></pivotCacheRecords>',
        'xl/worksheets/sheet9.xml':
          '<worksheet><sheetData><row><c t="str"><v>Lost</v></c></row></sheetData></worksheet>',
        'xl/drawings/drawing1.xml': '<xdr:wsDr><a:p><a:r><a:t>Box</a:t></a:r></a:p></xdr:wsDr>',
      },
    );
    const { segments, unreadable } = readOffice(file);
    expect(unreadable).toEqual([]);
    const texts = segments.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        '&CHeader',
        'Secret',
        'Forgotten',
        'Ann',
        'Comment',
        'Cached',
        'Lost',
        'Box',
      ]),
    );
  });

  it('says what formulas hold as literals', () => {
    const cell = '<c r="A1" t="str"><f>IF(FALSE,"Walter Grace","")</f><v></v></c>';
    expect(textsOf(xlsx([sheet(`<row r="1">${cell}</row>`)]))).toMatchObject({
      'sheet/Patients/A1/formula': 'IF(FALSE,"Walter Grace","")',
    });
  });

  it('never puts the name of a sheet that may identify somebody into a path', () => {
    const file = xlsx([sheet(rowsOf([['x']]), { name: 'Walter Grace' })]);
    expect(Object.keys(textsOf(file))).toEqual(['sheet/1/name', 'sheet/{1}/A1']);
  });

  it('with a broken sheet is unreadable there, and read elsewhere', () => {
    const broken = xlsx([sheet('<row><c'), sheet(rowsOf([['x']]), { name: 'Good' })]);
    const { segments, unreadable } = readOffice(broken);
    expect(unreadable).toEqual([{ path: 'sheet/Patients', reason: 'malformed' }]);
    expect(segments.map(({ path }) => path)).toContain('sheet/Good/A1');
  });

  it('with more cells than are read is unreadable', () => {
    const rows = Array.from(
      { length: 50_001 },
      (_, n) => `<row><c><v>${n * 7919}</v></c></row>`,
    ).join('');
    expect(readOffice(xlsx([sheet(rows)])).unreadable[0]?.reason).toBe('too_many_segments');
  });
});

describe('a presentation', () => {
  it('is read slide by slide', async () => {
    const { zip } = await import('./zip-writer.ts');
    const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
    const { segments } = readOffice(
      zip({
        'ppt/presentation.xml': '<p:presentation/>',
        'ppt/slides/slide1.xml': slide('Walter'),
        'ppt/notesSlides/notesSlide1.xml': slide('Grace'),
      }),
    );
    expect(segments.map(({ path, text }) => [path, text])).toEqual([
      ['slide/1/paragraph/1', 'Walter'],
      ['notesSlide1/paragraph/1', 'Grace'],
    ]);
  });
});

describe('formats of numbers', () => {
  it.each([
    [14, undefined, 'date'],
    [0, undefined, 'plain'],
    [20, undefined, 'plain'],
    [170, 'yyyy-mm-dd', 'date'],
    [170, 'mmmm d', 'date'],
    [170, '[Red]0.00', 'plain'],
    [170, '"day" 0', 'plain'],
    [170, '#,##0.00', 'plain'],
    [170, 'General', 'plain'],
    [170, 'h:mm', 'plain'],
    [170, '(000) 000-0000', 'mask'],
    [170, '00000', 'mask'],
  ])('%s %s is %s', (id, code, kind) => {
    expect(numberFormat(id, code).kind).toBe(kind);
  });

  it('fill masks from the right', () => {
    expect(fillMask('3035550121', '(000) 000-0000')).toBe('(303) 555-0121');
    expect(fillMask('2134', '00000')).toBe('02134');
    expect(fillMask('1234567', '00-00')).toBe('12345-67');
  });

  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [22383, false, '1961-04-12'],
    [20921, true, '1961-04-12'],
    [-5, false, undefined],
    [3_000_000, false, undefined],
  ])('day %s (1904: %s) is %s', (serial, is1904, day) => {
    expect(dateOfSerial(serial, is1904)).toBe(day);
  });
});
