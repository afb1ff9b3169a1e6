import { TextMapper, type MappedText } from '../mapped-text.ts';

/** One property of a calendar or a vCard, unfolded; its positions lead back to the body. */
export interface ContentLine {
  /** The whole line. */
  readonly line: MappedText;
  /** In capitals, without a group in front. */
  readonly name: string;
  /** What stands in front of the name and its dot: letters, digits and hyphens of the writer's own; often nothing. */
  readonly group: string;
  readonly nameStart: number;
  readonly parameters: readonly LineParameter[];
  /** Where the value begins in the line; it ends with the line. */
  readonly valueStart: number;
}

/** A parameter of a property: where its value stands in the line, without quotes. */
export interface LineParameter {
  /** In capitals; `TYPE` for a bare word of vCard 2.1. */
  readonly name: string;
  /** Where the name stands in the line; the same for a bare word, and for further values of a list. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const NAME = /^(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})/;
const PARAMETER = /;(?:([A-Za-z0-9-]{1,60})=)?/y;
/** A value in quotes, in which separators are characters (RFC 5545 3.2), or one up to the next separator. */
const PARAMETER_VALUE = /"([^"]*)"|([^";:,]*)/y;
const SOFT_BREAK = /;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i;
/** Parameters of one property. */
const MOST_PARAMETERS = 100;

/**
 * The content lines of RFC 5545 section 3.1 and RFC 6350 section 3.2: a line goes on in the next one if that begins with
 * white space, and in vCard 2.1 after the soft break of quoted-printable.
 *
 * @returns undefined where a line is none
 */
export function readContentLines(text: string): readonly ContentLine[] | undefined {
  const lines: ContentLine[] = [];
  for (const line of unfoldedLines(text)) {
    if (line.text.trim() === '') continue;
    const read = readLine(line);
    if (read === undefined) return undefined;
    lines.push(read);
  }
  return lines;
}

function* unfoldedLines(text: string): Generator<MappedText> {
  let mapper = new TextMapper();
  let isSoft = false;
  for (const { 0: whole, 1: words = '', index } of text.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g)) {
    if (whole === '') break;
    const isFolded = /^[ \t]/.test(words) && mapper.length > 0;
    if (!isFolded && !isSoft && mapper.length > 0) {
      yield mapper.done();
      mapper = new TextMapper();
    }
    const start = index + (isFolded && !isSoft ? 1 : 0);
    const end = index + words.length;
    // A soft break is looked for where a line of quoted-printable ends: its beginning says so.
    const continues: boolean = words.endsWith('=') && (isSoft || SOFT_BREAK.test(words));
    mapper.add(text.slice(start, continues ? end - 1 : end), start, continues ? end - 1 : end);
    isSoft = continues;
  }
  if (mapper.length > 0) yield mapper.done();
}

function readLine(line: MappedText): ContentLine | undefined {
  const { text } = line;
  const [whole, name = ''] = NAME.exec(text) ?? [];
  if (whole === undefined) return undefined;
  let at = whole.length;
  const parameters: LineParameter[] = [];
  while (text.charAt(at) === ';') {
    if (parameters.length >= MOST_PARAMETERS) return undefined;
    PARAMETER.lastIndex = at;
    const [begin = '', own] = PARAMETER.exec(text) ?? [];
    let nameStart = at + 1;
    const nameEnd = nameStart + (own ?? '').length;
    at += begin.length - 1;
    do {
      at += 1;
      PARAMETER_VALUE.lastIndex = at;
      const [value = '', quoted, bare = ''] = PARAMETER_VALUE.exec(text) ?? [];
      const start = at + (quoted === undefined ? 0 : 1);
      const words = quoted ?? bare;
      parameters.push({
        name: (own ?? 'TYPE').toUpperCase(),
        ...{ text: words, start, end: start + words.length, nameStart, nameEnd },
      });
      nameStart = nameEnd;
      at += value.length;
    } while (text.charAt(at) === ',' && parameters.length < MOST_PARAMETERS);
  }
  if (text.charAt(at) !== ':') return undefined;
  const nameStart = whole.length - name.length;
  const group = text.slice(0, Math.max(0, nameStart - 1));
  return { line, name: name.toUpperCase(), group, nameStart, parameters, valueStart: at + 1 };
}
