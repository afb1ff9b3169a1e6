import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { EXTRACT_LIMITS } from '../../../lambdas/core/extract/content.ts';
import { readOffice } from '../../../lambdas/core/extract/office.ts';
import { docx, paragraph, wordPart, type Parts } from './office-files.ts';
import { zip } from './zip-writer.ts';

const NAME = 'Walter Grace';

describe('a Word document', () => {
  it.each<[string, string, string, string]>([
    ['a paragraph', paragraph(NAME), 'paragraph/1', NAME],
    [
      'words that are split into runs',
      '<w:p><w:r><w:t>Wal</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">ter </w:t></w:r><w:ins w:id="1"><w:r><w:t>Grace</w:t></w:r></w:ins></w:p>',
      'paragraph/1',
      NAME,
    ],
    ['entities', paragraph('Walter &#71;race &amp; son'), 'paragraph/1', 'Walter Grace & son'],
    [
      'deleted text that tracked changes keep',
      `<w:p><w:r><w:t>nobody</w:t></w:r><w:del><w:r><w:delText>${NAME}</w:delText></w:r></w:del></w:p>`,
      'paragraph/1/deleted',
      NAME,
    ],
    [
      'the instruction of a field',
      '<w:p><w:r><w:instrText>HYPERLINK "mailto:walter@mail.example"</w:instrText></w:r></w:p>',
      'paragraph/1/field',
      'HYPERLINK "mailto:walter@mail.example"',
    ],
    [
      'a text box in a paragraph',
      `<w:p><w:r><w:t>before</w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent>${paragraph(NAME)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>`,
      'paragraph/2',
      NAME,
    ],
    [
      'the alternative text of a picture',
      `<w:p><w:r><w:drawing><wp:docPr id="1" name="Picture 1" descr="${NAME}"/></w:drawing></w:r></w:p>`,
      'text/2',
      NAME,
    ],
    ['the author of a change', `<w:p><w:ins w:author="${NAME}"/></w:p>`, 'text/1', NAME],
    [
      'lines of one paragraph',
      '<w:p><w:r><w:t>Walter</w:t><w:br/><w:t>Grace</w:t></w:r></w:p>',
      'paragraph/1',
      'Walter\nGrace',
    ],
    ['words with another prefix', `<x:p><x:t>${NAME}</x:t></x:p>`, 'paragraph/1', NAME],
  ])('says %s', (_what, body, path, text) => {
    const { segments, unreadable } = readOffice(docx(body));
    expect(unreadable).toEqual([]);
    expect(
      segments.filter((segment) => segment.path === path).map((segment) => segment.text),
    ).toEqual([text]);
  });

  it.each<[string, Parts, string]>([
    ['a header', { 'word/header1.xml': wordPart(paragraph(NAME)) }, 'header1/paragraph/1'],
    ['a footer', { 'word/footer2.xml': wordPart(paragraph(NAME)) }, 'footer2/paragraph/1'],
    ['footnotes', { 'word/footnotes.xml': wordPart(paragraph(NAME)) }, 'footnotes/paragraph/1'],
    ['comments', { 'word/comments.xml': wordPart(paragraph(NAME)) }, 'comments/paragraph/1'],
    [
      'properties',
      {
        'docProps/core.xml': `<cp:coreProperties><dc:creator>${NAME}</dc:creator></cp:coreProperties>`,
      },
      'core/text/1',
    ],
    [
      'properties that somebody made up',
      {
        'docProps/custom.xml': `<Properties><property name="Patient"><vt:lpwstr>${NAME}</vt:lpwstr></property></Properties>`,
      },
      'custom/text/1',
    ],
    [
      'links',
      {
        'word/_rels/document.xml.rels': `<Relationships><Relationship Id="a" Target="${NAME}" TargetMode="External"/></Relationships>`,
      },
      'document/link',
    ],
    [
      'a chart',
      { 'word/charts/chart1.xml': `<c:chart><c:v>${NAME}</c:v></c:chart>` },
      'chart1/text/1',
    ],
    [
      'custom XML, in any attribute',
      { 'customXml/item1.xml': `<data who="${NAME}"/>` },
      'item1/text/1',
    ],
    [
      'UTF-16',
      { 'word/header1.xml': Buffer.from(`\ufeff${wordPart(paragraph(NAME))}`, 'utf16le') },
      'header1/paragraph/1',
    ],
  ])('says %s beside its body', (_what, parts, path) => {
    const { segments, unreadable } = readOffice(docx(paragraph('x'), parts));
    expect(unreadable).toEqual([]);
    expect(segments.filter(({ text }) => text === NAME).map((segment) => segment.path)).toEqual([
      path,
    ]);
  });

  it('gives cells the names of their columns, or the label at their left, as hints', () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const row = (...cells: string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`;
    const list = `<w:tbl>${row('Patient name', 'DOB', 'Color')}${row(NAME, '4/12/61', 'red')}</w:tbl>`;
    const form = `<w:tbl>${row('Patient name:', NAME)}${row('Phone', '303-555-0121')}</w:tbl>`;
    const hints = (body: string) =>
      Object.fromEntries(readOffice(docx(body)).segments.map(({ path, hint }) => [path, hint]));
    expect(hints(list)).toMatchObject({
      'table/1/A2': 'Patient name',
      'table/1/B2': 'DOB',
      'table/1/C2': 'Color',
    });
    expect(hints(form)).toMatchObject({ 'table/1/B1': 'Patient name', 'table/1/B2': 'Phone' });
  });

  it('gives a line the label of the line before, and a content control its name', () => {
    const control = `<w:sdt><w:sdtPr><w:alias w:val="Patient"/></w:sdtPr><w:sdtContent>${paragraph(NAME)}</w:sdtContent></w:sdt>`;
    const { segments } = readOffice(
      docx(`${paragraph('Name:')}${paragraph(NAME)}${control}${paragraph('x')}`),
    );
    const hints = segments
      .filter(({ path }) => path.startsWith('paragraph'))
      .map(({ hint }) => hint);
    expect(hints).toEqual([undefined, 'Name', 'Patient', undefined]);
  });

  it('passes over what programs note of their own accord: dates of saving, versions', () => {
    const core =
      '<cp:coreProperties><dcterms:created>2026-01-02T03:04:05Z</dcterms:created><cp:revision>7</cp:revision></cp:coreProperties>';
    const { segments } = readOffice(docx(paragraph('x'), { 'docProps/core.xml': core }));
    expect(segments.map(({ text }) => text)).toEqual(['x']);
  });

  it('shows its pictures to who can read them', () => {
    const { images } = readOffice(
      docx(paragraph('x'), { 'word/media/image1.png': Buffer.from('png') }),
    );
    expect(images).toEqual([{ path: 'image/image1', bytes: Buffer.from('png') }]);
  });

  it('never puts the name of a part that may identify somebody into a path', () => {
    const { segments } = readOffice(
      docx('', { 'word/Walter Grace 5518820.xml': wordPart(paragraph('x')) }),
    );
    expect(segments.map(({ path }) => path)).toEqual(['{3}/paragraph/1']);
  });
});

describe('what cannot be read of a Word document is reported', () => {
  const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);
  const deep = '<w:p>'.repeat(300) + '</w:p>'.repeat(300);
  it.each<[string, () => Uint8Array, string, string]>([
    ['an encrypted entry', () => docx(paragraph('x'), {}, { flags: 1 }), '', 'encrypted'],
    [
      'an unknown compression',
      () => docx(paragraph('x'), {}, { method: 12 }),
      'document',
      'unsupported_format',
    ],
    ['a truncated file', () => docx(paragraph('x')).subarray(0, 300), '', 'malformed'],
    ['an archive of other things', () => zip({ 'a.txt': 'x' }), '', 'unsupported_format'],
    ['an empty archive', () => zip({}), '', 'unsupported_format'],
    [
      'a part that expands beyond its ratio',
      () => docx(paragraph('x'), { 'word/header1.xml': bomb }),
      'header1',
      'expands_too_much',
    ],
    [
      'parts that together expand too much',
      () => {
        // Random enough for a moderate ratio.
        const part = Buffer.from(
          Array.from({ length: 400_000 }, (_, n) => `<a>${(n * 7919) % 100_003}</a>`).join(''),
        );
        const parts = Object.fromEntries(
          Array.from({ length: 20 }, (_, n) => [`word/bin${n}.bin`, part]),
        );
        return docx(paragraph('x'), parts);
      },
      'bin19',
      'expands_too_much',
    ],
    [
      'too many parts',
      () => zip(Object.fromEntries(Array.from({ length: 4001 }, (_, n) => [`word/${n}.xml`, '']))),
      '',
      'too_many_parts',
    ],
    ['markup that is nested too deeply', () => docx(deep), 'document', 'too_deep'],
    [
      'markup that ends early',
      () => docx('<w:p><w:r>', { 'word/document.xml': '<w:document><w:p>' }),
      'document',
      'malformed',
    ],
    [
      'a document type',
      () => docx('', { 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }),
      'document',
      'unsupported_format',
    ],
    [
      'another encoding',
      () => docx('', { 'word/document.xml': Buffer.from([0x3c, 0x61, 0x3e, 0xe9, 0x3c]) }),
      'document',
      'invalid_encoding',
    ],
    [
      'an embedded file',
      () => docx('', { 'word/embeddings/oleObject1.bin': 'x' }),
      'oleObject1',
      'embedded_file',
    ],
    [
      'a drawing of Windows',
      () => docx('', { 'word/media/image1.emf': 'x' }),
      'image/image1',
      'unsupported_image',
    ],
    [
      'too many pictures',
      () =>
        docx(
          '',
          Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`word/media/i${n}.png`, 'x'])),
        ),
      'image/i50',
      'too_many_images',
    ],
    [
      'too many texts',
      () =>
        docx(
          Array.from({ length: EXTRACT_LIMITS.maxSegments + 1 }, (_, n) =>
            paragraph(String(n * 7919)),
          ).join(''),
        ),
      'document',
      'too_many_segments',
    ],
  ])('%s', (_what, file, path, reason) => {
    expect(readOffice(file()).unreadable).toContainEqual({ path, reason });
  });

  it('a file that is too large as it is', () => {
    const limits = { ...EXTRACT_LIMITS, maxBytes: 100 };
    expect(readOffice(docx(paragraph('x')), limits).unreadable).toEqual([
      { path: '', reason: 'too_large' },
    ]);
  });

  it('and never thrown, whatever bytes are cut off or changed', () => {
    const whole = docx(paragraph(NAME), {
      'word/media/a.png': 'x',
      'docProps/core.xml': '<a>b</a>',
    });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        for (const bytes of [whole.subarray(0, end), changed, changed.subarray(0, end)]) {
          const { segments, unreadable, images } = readOffice(bytes);
          expect(segments.length + unreadable.length + images.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('macros say nothing of their own', () => {
    const { unreadable } = readOffice(docx(paragraph('x'), { 'word/vbaProject.bin': 'x' }));
    expect(unreadable).toEqual([]);
  });
});
