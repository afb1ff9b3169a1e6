import type { ParseLimits, UnreadableReason } from '../parsed.ts';

/** Strict RFC 8259 with positions: every member of an object, repeated names included. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: JsonMember[] }
  | { readonly kind: 'array'; readonly items: JsonNode[] }
  | JsonLeaf;

type JsonLeaf =
  JsonScalar | { readonly kind: 'literal'; readonly start: number; readonly end: number };

/** A string or number. `start` and `end` delimit the literal, quotes included. */
export interface JsonScalar {
  readonly kind: 'string' | 'number';
  readonly start: number;
  readonly end: number;
  /** Decoded string, or the number as written. */
  readonly text: string;
}

export interface JsonMember {
  readonly name: JsonScalar;
  readonly value: JsonNode;
}

export type JsonReading =
  | { readonly kind: 'read'; readonly root: JsonNode }
  | { readonly kind: 'refused'; readonly reason: UnreadableReason };

/** Nodes are bounded as well as segments: `[null,null,...` has no segment and still costs memory. */
const NODES_PER_SEGMENT = 4;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

interface Frame {
  readonly node: Extract<JsonNode, { kind: 'object' | 'array' }>;
  name: JsonScalar | undefined;
}

/**
 * Reads a JSON text without recursion, so that nesting is cut off at `maxDepth` however deep it goes. It takes what the
 * platform's own parser takes, and refuses what that refuses; tests hold the one against the other.
 *
 * @param depth how deep the text itself already stands (JSON inside a string)
 */
export function readJson(text: string, limits: ParseLimits, depth = 0): JsonReading {
  const refuse = (reason: UnreadableReason): JsonReading => ({ kind: 'refused', reason });
  const maxNodes = limits.maxSegments * NODES_PER_SEGMENT;
  const stack: Frame[] = [];
  let nodes = 0;
  let root: JsonNode | undefined;
  let at = skipSpace(text, 0);

  for (;;) {
    // A value is expected at `at`.
    if (++nodes > maxNodes) return refuse('too_many_segments');
    const code = text.charCodeAt(at);
    let done: JsonNode | undefined;
    if (code === 0x7b || code === 0x5b) {
      if (depth + stack.length >= limits.maxDepth) return refuse('too_deep');
      const isObject = code === 0x7b;
      const node = isObject
        ? { kind: 'object' as const, members: [] }
        : { kind: 'array' as const, items: [] };
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) === (isObject ? 0x7d : 0x5d)) {
        at += 1;
        done = node;
      } else {
        const frame: Frame = { node, name: undefined };
        stack.push(frame);
        if (isObject) {
          const next = readName(text, at, frame);
          if (next < 0) return refuse('malformed');
          at = next;
        }
        continue;
      }
    } else {
      const leaf = readLeaf(text, at, code);
      if (leaf === undefined) return refuse('malformed');
      done = leaf;
      at = leaf.end;
    }

    // A value is complete: hand it to its container, and close containers that end here.
    for (;;) {
      at = skipSpace(text, at);
      const frame = stack.at(-1);
      if (frame === undefined) {
        root = done;
        return at === text.length ? { kind: 'read', root } : refuse('malformed');
      }
      if (frame.node.kind === 'object') {
        if (frame.name === undefined) return refuse('malformed');
        frame.node.members.push({ name: frame.name, value: done });
      } else {
        frame.node.items.push(done);
      }
      const separator = text.charCodeAt(at);
      if (separator === 0x2c) {
        at = skipSpace(text, at + 1);
        if (frame.node.kind === 'object') {
          const next = readName(text, at, frame);
          if (next < 0) return refuse('malformed');
          at = next;
        }
        break;
      }
      if (separator !== (frame.node.kind === 'object' ? 0x7d : 0x5d)) return refuse('malformed');
      at += 1;
      done = frame.node;
      stack.pop();
    }
  }
}

/** Reads `"name" :` and returns where the value starts, or -1. */
function readName(text: string, at: number, frame: Frame): number {
  const name = readString(text, at);
  if (name === undefined) return -1;
  frame.name = name;
  const colon = skipSpace(text, name.end);
  return text.charCodeAt(colon) === 0x3a ? skipSpace(text, colon + 1) : -1;
}

function readLeaf(text: string, at: number, code: number): JsonLeaf | undefined {
  if (code === 0x22) return readString(text, at);
  const literal = LITERALS.get(code);
  if (literal !== undefined) {
    return text.startsWith(literal, at)
      ? { kind: 'literal', start: at, end: at + literal.length }
      : undefined;
  }
  number.lastIndex = at;
  const match = number.exec(text);
  if (match === null) return undefined;
  return { kind: 'number', start: at, end: at + match[0].length, text: match[0] };
}

/** By their first letter. */
const LITERALS: ReadonlyMap<number, string> = new Map(
  ['true', 'false', 'null'].map((literal) => [literal.charCodeAt(0), literal]),
);

function readString(text: string, start: number): JsonScalar | undefined {
  if (text.charCodeAt(start) !== 0x22) return undefined;
  let escaped = false;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = at + 1;
      if (!escaped) return { kind: 'string', start, end, text: text.slice(start + 1, at) };
      const decoded = decodeEscapes(text.slice(start, end));
      return decoded === undefined ? undefined : { kind: 'string', start, end, text: decoded };
    }
    if (code === 0x5c) {
      escaped = true;
      at += 1;
    } else if (code < 0x20) {
      return undefined;
    }
  }
  return undefined;
}

function decodeEscapes(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}
