import { zip, type Change } from './zip-writer.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPES = '<Types><Default Extension="xml" ContentType="application/xml"/></Types>';

export type Parts = Readonly<Record<string, string | Uint8Array>>;

/** One paragraph of plain text. */
export const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

/** A Word document with this body, and other parts beside it. */
export function docx(body: string, parts: Parts = {}, change?: Change): Buffer {
  return zip(
    {
      '[Content_Types].xml': TYPES,
      'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
      ...parts,
    },
    change,
  );
}

/** Another WordprocessingML part: a header, footnotes, comments. */
export const wordPart = (content: string): string => `<w:part ${W}>${content}</w:part>`;

export interface Sheet {
  readonly name: string;
  /** The markup of its rows. */
  readonly rows: string;
  readonly state?: string;
  /** What stands beside the rows. */
  readonly rest?: string;
}

/** A workbook with these sheets; `strings` are what cells of type `s` refer to. */
export function xlsx(
  sheets: readonly Sheet[],
  strings: readonly string[] = [],
  parts: Parts = {},
): Buffer {
  const list = sheets
    .map(
      ({ name, state }, index) =>
        `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"${state === undefined ? '' : ` state="${state}"`}/>`,
    )
    .join('');
  const links = sheets
    .map(
      (_, index) =>
        `<Relationship Id="rId${index + 1}" Type="worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
    )
    .join('');
  return zip({
    '[Content_Types].xml': TYPES,
    'xl/workbook.xml': `<workbook><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${links}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ rows, rest = '' }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet><sheetData>${rows}</sheetData>${rest}</worksheet>`,
      ]),
    ),
    ...parts,
  });
}

/** Rows of inline strings, from A1. */
export function rowsOf(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, row) => {
      const inline = cells
        .map(
          (text, column) =>
            `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`,
        )
        .join('');
      return `<row r="${row + 1}">${inline}</row>`;
    })
    .join('');
}
