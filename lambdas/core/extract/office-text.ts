import { tells } from '../parse/json/telling-name.ts';
import type { Extract } from './content.ts';
import { cellName } from './cell-name.ts';
import { ShownPictures } from './shown-pictures.ts';
import { readXml } from './xml.ts';

/** Attributes that hold words of a person, wherever they stand: authors, alternative texts, labels. */
const WORDS: Readonly<Record<string, string>> = {
  author: 'author',
  initials: 'initials',
  displayName: 'author',
  descr: 'description',
  title: 'title',
  tooltip: 'tooltip',
  displayText: 'choice',
};
/** Elements whose `val` is text of the document and not a setting. */
const TEXT_VALUES = new Set(['docVar', 'alias', 'listEntry', 'statusText', 'helpText', 'default']);
/** What programs write about a file of their own accord: when, with which version, under which number. */
const STAMP_NAMES =
  /^(?:created|modified|lastPrinted|revision|Application|AppVersion|(?:Create|Modify|Metadata)Date|when|(?:Original)?(?:Document|Instance)ID|documentID|instanceID|originalDocumentID|format|Producer|CreatorTool|xmptk)$/;
const STAMP =
  /^(?:\d{4}-\d\d-\d\dT[\d:.]{5,12}(?:Z|[+-]\d\d:\d\d)?|\d{1,5}(?:\.\d{1,5}){0,3}|(?:uuid|xmp\.[di]id|urn:uuid):[\da-f-]{32,36}|application\/pdf)$/i;

/** Longer lines are prose, not the label of what follows. */
const LONGEST_LABEL = 60;

interface Paragraph {
  readonly path: string;
  text: string;
  deleted: string;
  field: string;
}

/** A cell of a table and the paragraphs in it. */
interface Table {
  readonly path: string;
  row: number;
  column: number;
  cell: string;
  labels: string[];
  left: string;
}

export interface OfficeTextOptions {
  /** Before each path; absent for the main part, whose paragraphs are just `paragraph/12`. */
  readonly prefix?: string;
  /** Markup nobody knows may keep words in any attribute. */
  readonly allAttributes?: boolean;
  /** Is told of each picture that is shown: its relation, and its area in square EMU, if it is known. */
  readonly onPicture?: (relation: string, area: number | undefined) => void;
}

/**
 * Reads any part of an Office document that consists of text: WordprocessingML, DrawingML, properties, charts,
 * custom XML. What a reader sees as one paragraph is one segment, however many runs it is split into;
 * deleted text that tracked changes keep, and instructions of fields, are segments of their own. A cell of a
 * table has its column's heading or the label at its left as hint.
 *
 * @throws ExtractError
 */
export function readOfficeText(
  bytes: Uint8Array,
  extract: Extract,
  options: OfficeTextOptions = {},
): void {
  const prefix = options.prefix === undefined ? '' : `${options.prefix}/`;
  const paragraphs: Paragraph[] = [];
  const tables: Table[] = [];
  const names: string[] = [];
  /** Names of content controls around the text at hand. */
  const labels: { readonly depth: number; readonly label: string }[] = [];
  let counted = 0;
  let tableCount = 0;
  /** Text that stands in no paragraph, element by element. */
  let loose = '';
  let looseHint: string | undefined;
  let others = 0;
  let before = '';
  const shown = new ShownPictures(options.onPicture);

  const aside = (text: string, hint = ''): void => {
    if (!/\S/.test(text) || (STAMP_NAMES.test(hint) && STAMP.test(text.trim()))) return;
    others += 1;
    extract.say(`${prefix}text/${String(others)}`, text, hint);
  };
  const endLoose = (): void => {
    if (loose !== '') aside(loose, looseHint ?? names.at(-1));
    loose = '';
  };
  const endParagraph = (): void => {
    const paragraph = paragraphs.pop();
    if (paragraph === undefined) return;
    const { path, text, deleted, field } = paragraph;
    const table = tables.at(-1);
    if (table !== undefined) table.cell += `${text}\n`;
    else {
      extract.say(path, text, labels.at(-1)?.label ?? labelIn(before));
      if (/\S/.test(text)) before = text;
    }
    extract.say(`${path}/deleted`, deleted);
    extract.say(`${path}/field`, field);
  };
  const endCell = (): void => {
    const table = tables.at(-1);
    if (table === undefined) return;
    const { row, column, cell } = table;
    const text = cell.trim();
    table.cell = '';
    const heading = table.labels[column];
    if (row === 0) table.labels[column] = text;
    const path = `${table.path}/${cellName(row, column)}`;
    extract.say(path, text, labels.at(-1)?.label ?? hintOfCell(heading, table.left));
    table.left = text;
    table.column += 1;
  };

  readXml(bytes, extract.limits.maxDepth, {
    open(name, attributes) {
      endLoose();
      const parent = names.at(-1);
      names.push(name);
      shown.open(name, attributes);
      switch (name) {
        case 'p':
          counted += 1;
          paragraphs.push({
            path: `${prefix}paragraph/${String(counted)}`,
            text: '',
            deleted: '',
            field: '',
          });
          break;
        case 'tbl':
          tableCount += 1;
          tables.push({
            path: `${prefix}table/${String(tableCount)}`,
            row: -1,
            column: 0,
            cell: '',
            labels: [],
            left: '',
          });
          break;
        case 'tr': {
          const table = tables.at(-1);
          if (table !== undefined) {
            table.row += 1;
            table.column = 0;
            table.left = '';
          }
          break;
        }
        case 'br':
        case 'cr':
          append(paragraphs.at(-1), '\n');
          break;
        case 'tab':
        case 'ptab':
          // The same name defines tab stops.
          if (parent !== 'tabs') append(paragraphs.at(-1), '\t');
          break;
        case 'noBreakHyphen':
          append(paragraphs.at(-1), '-');
          break;
        case 'sym':
          append(paragraphs.at(-1), ' ');
          break;
        case 'property':
          looseHint = attributes.get('name');
          if (looseHint !== undefined)
            extract.say(`${prefix}property`, looseHint, undefined, 'key');
          break;
        case 'alias':
          // The label is in the properties of the control; its text follows them.
          labels.push({ depth: names.length - 2, label: attributes.get('val') ?? '' });
          break;
        default:
          break;
      }
      for (const [attribute, value] of attributes) {
        const hint = WORDS[attribute];
        if (hint !== undefined) aside(value, hint);
        // The name of a picture is often that of the file it came from.
        else if (attribute === 'name' && /^(?:docPr|cNvPr)$/.test(name)) aside(value);
        else if (attribute === 'val' && TEXT_VALUES.has(name)) {
          aside(value, attributes.get('name'));
        } else if (options.allAttributes === true) aside(value, attribute);
      }
    },
    text(part) {
      const paragraph = paragraphs.at(-1);
      if (paragraph === undefined) {
        if (loose !== '' || /\S/.test(part)) loose += part;
        return;
      }
      const name = names.at(-1);
      if (name === 't') paragraph.text += part;
      else if (name === 'delText') paragraph.deleted += part;
      else if (name === 'instrText' || name === 'delInstrText') paragraph.field += part;
      else if (/\S/.test(part)) aside(part);
    },
    close(name) {
      endLoose();
      names.pop();
      shown.close(name);
      while (labels.length > 0 && (labels.at(-1)?.depth ?? 0) > names.length) labels.pop();
      if (name === 'p') endParagraph();
      else if (name === 'tc') endCell();
      else if (name === 'tbl') {
        const table = tables.pop();
        // What stands in a table without a cell is read all the same.
        if (table !== undefined) aside(table.cell);
      } else if (name === 'property') looseHint = undefined;
    },
  });
}

function append(paragraph: Paragraph | undefined, text: string): void {
  if (paragraph !== undefined) paragraph.text += text;
}

/** A short line that ends with a colon says what the next one holds. */
function labelIn(line: string): string | undefined {
  const text = line.trim();
  return text.length <= LONGEST_LABEL && text.endsWith(':') ? text.slice(0, -1) : undefined;
}

/**
 * What a cell holds: tables of records have names of columns, forms have a label at the left. Of two that are
 * possible, the one that says something.
 */
export function hintOfCell(heading: string | undefined, left: string): string | undefined {
  const label = left.trim().replace(/[:*]+$/, '');
  const isLabel = label !== '' && label.length <= LONGEST_LABEL;
  if (heading !== undefined && heading.length <= LONGEST_LABEL && tells(heading)) return heading;
  if (isLabel && tells(label)) return label;
  return heading !== undefined && heading !== '' && heading.length <= LONGEST_LABEL
    ? heading
    : undefined;
}
