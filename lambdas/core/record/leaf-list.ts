/** One record as a seal's list of leaves names it. */
export interface Leaf {
  /** `TIME#ID`: what records are sorted by. */
  readonly key: string;
  /** RFC 9162 leaf hash of the record's canonical text. */
  readonly hash: Buffer;
}

/**
 * Leaves in one part of a list: a few megabytes of text, so that neither who writes nor who reads one needs
 * more memory than that, however many records a minute has.
 */
export const LEAVES_PER_PART = 20_000;

const HASH_LENGTH = 64;

/** A line: the hash in hex, a space, the key. */
export function writeLeaf({ key, hash }: Leaf): string {
  return `${hash.toString('hex')} ${key}\n`;
}

/** The leaves of a part's text; undefined when it is malformed. */
export function readLeaves(text: string): readonly Leaf[] | undefined {
  const leaves: Leaf[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const leaf = readLeaf(line);
    if (leaf === undefined) return undefined;
    leaves.push(leaf);
  }
  return text === '' || text.endsWith('\n') ? leaves : undefined;
}

function readLeaf(line: string): Leaf | undefined {
  const hash = Buffer.from(line.slice(0, HASH_LENGTH), 'hex');
  if (hash.length !== HASH_LENGTH / 2 || line[HASH_LENGTH] !== ' ') return undefined;
  return { key: line.slice(HASH_LENGTH + 1), hash };
}
