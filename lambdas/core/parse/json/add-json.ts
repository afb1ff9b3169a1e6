import type { Segment } from '../../scan/document.ts';
import type { ParseLimits, UnreadableReason } from '../parsed.ts';
import type { PayloadBuilder, Source } from '../payload-builder.ts';
import { holdsEncodedFile } from '../encoded-file.ts';
import { pathName, pointerToken } from '../path.ts';
import { collectTitles, hintOf, labelsOf } from './pairs.ts';
import { readJson, type JsonMember, type JsonNode, type JsonScalar } from './read-json.ts';
import { cellHint, columnsAbove, columnsBeside, type Columns } from './rows.ts';

/** JSON inside a string inside JSON ... to this many levels; deeper is refused as `too_deep`. */
const MAX_EMBEDDING = 4;

/** JSON inside a string stands deeper than `MAX_EMBEDDING`, or deeper than the limits in all. */
export class EmbeddedTooDeepError extends Error {
  override readonly name = 'EmbeddedTooDeepError';
}

interface Walk {
  readonly builder: PayloadBuilder;
  readonly limits: ParseLimits;
  readonly source: Source;
  readonly embedding: number;
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * Adds every name, string and number of a JSON text to the payload.
 *
 * @returns undefined when added, or why the text was refused (nothing has been added then).
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addJson(
  builder: PayloadBuilder,
  source: Source,
  limits: ParseLimits,
  path = '',
  hint?: string,
  embedding = 0,
  depth = 0,
): UnreadableReason | undefined {
  const reading = readJson(source.text, limits, depth);
  if (reading.kind === 'refused') return reading.reason;
  const walk = { builder, limits, source, embedding, titles: collectTitles(reading.root) };
  addNode(walk, reading.root, path, hint, depth);
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
    addLiteral(walk, name, { path: here, text: name.text, role: 'key' });
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
  if (node.kind === 'string' && addEmbedded(walk, node, path, hint, depth)) return;
  if (holdsEncodedFile(node.text)) {
    walk.builder.addUnreadable({ path, reason: 'encoded_content' });
  }
  const segment: Segment = { path, text: node.text, role: 'value' };
  addLiteral(walk, node, hint === undefined ? segment : { ...segment, hint });
}

function addEmbedded(
  walk: Walk,
  node: JsonScalar,
  path: string,
  hint: string | undefined,
  depth: number,
): boolean {
  if (!looksLikeJson(node.text)) return false;
  // Refused only if it is JSON: prose that begins with a bracket is prose at any level.
  if (walk.embedding >= MAX_EMBEDDING) {
    if (readJson(node.text, walk.limits, depth).kind === 'read') {
      throw new EmbeddedTooDeepError('embedded JSON is too deep');
    }
    return false;
  }
  const { source } = walk;
  const inner: Source = {
    text: node.text,
    slot: {
      source,
      write: (changed) => ({ start: node.start, end: node.end, text: JSON.stringify(changed) }),
    },
  };
  // Outer sources are registered before the inner ones they hold; unused, one costs nothing.
  walk.builder.addSource(inner);
  const reason = addJson(
    walk.builder,
    inner,
    walk.limits,
    `${path}~json`,
    hint,
    walk.embedding + 1,
    depth,
  );
  if (reason === 'too_deep') throw new EmbeddedTooDeepError('embedded JSON is too deep');
  return reason === undefined;
}

/** Whether a text may be a JSON object or array; anything else is read as plain text. */
export function looksLikeJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  const last = text.trimEnd().at(-1);
  return last === '}' || last === ']';
}

function addLiteral(walk: Walk, node: JsonScalar, segment: Segment): void {
  walk.builder.addSegment(segment, {
    source: walk.source,
    // A number that is replaced becomes a string: a token is no number.
    write: (changed) => ({ start: node.start, end: node.end, text: JSON.stringify(changed) }),
  });
}
