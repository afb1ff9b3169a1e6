import type { UnreadableReason } from '../parsed.ts';
import type { Slot, Source } from '../slot.ts';
import type { Edit } from '../splice.ts';
import { pathName, pointerToken } from '../path.ts';
import type { AddText, TextPlace } from '../text-place.ts';
import { addName } from '../add-name.ts';
import { collectTitles, hintOf, labelsOf } from './pairs.ts';
import { readJson, type JsonMember, type JsonNode, type JsonScalar } from './read-json.ts';
import { isScatteredText } from './scattered-text.ts';
import { cellHint, columnsAbove, columnsBeside, type Columns } from './rows.ts';

/** Where a JSON text stands in the payload. */
export interface JsonPlace extends Omit<TextPlace, 'slot'> {
  readonly source: Source;
}

interface Walk extends Pick<JsonPlace, 'builder' | 'limits' | 'source' | 'embedding'> {
  readonly titles: ReadonlyMap<string, string>;
  readonly addText: AddText;
}

/**
 * Adds every name, string and number of a JSON text to the payload; `addText` adds its strings.
 *
 * @returns undefined when added, or why the text was refused (nothing has been added then).
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addJson(place: JsonPlace, addText: AddText): UnreadableReason | undefined {
  const { builder, limits, source, embedding, path, hint, depth } = place;
  const reading = readJson(source.text, limits, depth);
  if (reading.kind === 'refused') return reading.reason;
  const titles = collectTitles(reading.root);
  addNode({ builder, limits, source, embedding, titles, addText }, reading.root, path, hint, depth);
  return undefined;
}

// Recursion is safe here: readJson has already bounded the depth.
function addNode(
  walk: Walk,
  node: JsonNode,
  path: string,
  hint: string | undefined,
  depth: number,
  columns?: Columns,
): void {
  switch (node.kind) {
    case 'literal':
      return;
    case 'string':
    case 'number':
      addScalar(walk, node, path, hint, depth);
      return;
    case 'array':
      addItems(walk, node.items, path, hint, depth + 1, columns);
      return;
    case 'object':
      addMembers(walk, node.members, path, hint, depth + 1);
  }
}

function addItems(
  walk: Walk,
  items: readonly JsonNode[],
  path: string,
  hint: string | undefined,
  depth: number,
  columns: Columns | undefined,
): void {
  if (isScatteredText(items)) walk.builder.addUnreadable({ path, reason: 'encoded_content' });
  const below = columns ?? columnsAbove(items);
  items.forEach((item, index) => {
    const isRow = item.kind === 'array';
    const own = isRow ? undefined : cellHint(items, index, columns);
    addNode(walk, item, `${path}/${String(index)}`, own ?? hint, depth, isRow ? below : undefined);
  });
}

function addMembers(
  walk: Walk,
  members: readonly JsonMember[],
  path: string,
  inherited: string | undefined,
  depth: number,
): void {
  const labels = labelsOf(members, walk.titles);
  const columns = columnsBeside(members);
  members.forEach((member, position) => {
    const { name, value } = member;
    const here = `${path}/${pointerToken(pathName(name.text, position))}`;
    const named = { builder: walk.builder, limits: walk.limits, path: here };
    addName(named, name.text, new LiteralSlot(walk.source, name), walk.addText);
    addNode(walk, value, here, hintOf(member, members, labels, inherited), depth, columns);
  });
}

function addScalar(
  walk: Walk,
  node: JsonScalar,
  path: string,
  hint: string | undefined,
  depth: number,
): void {
  const { builder, limits, source, embedding, addText } = walk;
  const slot = new LiteralSlot(source, node);
  if (node.kind === 'string') {
    addText(
      { builder, limits, path, hint, slot, embedding, depth, plainText: undefined },
      node.text,
    );
    return;
  }
  builder.addSegment({ path, text: node.text, role: 'value', hint }, slot);
}

/** The place of a string or number. A class, because every member has two of them. */
class LiteralSlot implements Slot {
  readonly source: Source;
  readonly #literal: JsonScalar;

  constructor(source: Source, literal: JsonScalar) {
    this.source = source;
    this.#literal = literal;
  }

  /** A number that is replaced becomes a string: a token is no number. */
  write(changed: string): Edit {
    const { start, end } = this.#literal;
    return { start, end, text: JSON.stringify(changed) };
  }

  locate(from: number, to: number): readonly [number, number] {
    const { kind, start, end, text } = this.#literal;
    if (kind === 'number') return [start + from, start + to];
    const opening = start + 1;
    const isPlain = text.length === end - start - 2;
    return isPlain
      ? [opening + from, opening + to]
      : locateEscaped(this.source.text, opening, from, to);
  }
}

/** Walks a literal with escapes (RFC 8259 section 7): each stands for one UTF-16 code unit. */
function locateEscaped(
  text: string,
  opening: number,
  from: number,
  to: number,
): readonly [number, number] {
  let at = opening;
  let start = opening;
  for (let unit = 0; unit < to; unit++) {
    if (unit === from) start = at;
    if (text[at] !== '\\') at += 1;
    else at += text[at + 1] === 'u' ? 6 : 2;
  }
  return [from < to ? start : at, at];
}
