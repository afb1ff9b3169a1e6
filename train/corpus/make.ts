import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../random.ts';
import { Cast } from './cast.ts';
import { unmark, type Unmarked } from './marks.ts';
import { NOTATIONS, type Marked } from './notations.ts';

/** One document of the scanner's own corpus. */
export interface CorpusDocument extends Unmarked {
  readonly id: string;
  readonly contentType?: string;
}

/** How often each template is filled. */
const COPIES: Readonly<Record<string, number>> = { harmless: 7 };
const COPIES_OF_PROSE = 4;
const COPIES_OF_NOTATIONS = 10;

/** How whole documents of a kind are written. */
const STYLES: Readonly<Record<string, (marked: string, random: Random) => string>> = {
  capitals: (marked) => marked.toUpperCase(),
  sms: (marked, random) => (random.chance(0.6) ? marked.toLowerCase() : marked),
};

const MEDIA_TYPES: Readonly<Record<string, string>> = { pages: 'text/html' };

/**
 * The scanner's own corpus by file name, the same on every machine. Each document has a seed of its own, so that
 * a template that is added at the end of a file changes no other document.
 */
export function makeCorpus(): ReadonlyMap<string, readonly CorpusDocument[]> {
  const corpus = new Map<string, CorpusDocument[]>();
  const folder = path.join(import.meta.dirname, 'templates');
  for (const file of readdirSync(folder).sort()) {
    const kind = path.parse(file).name;
    const lines = readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean);
    corpus.set(
      kind,
      lines.flatMap((line, at) => fromTemplate(kind, String(at + 1), line)),
    );
  }
  corpus.set(
    'notations',
    Object.entries(NOTATIONS).flatMap(([name, make]) =>
      copies(`notations-${name}`, COPIES_OF_NOTATIONS, make),
    ),
  );
  return corpus;
}

function fromTemplate(kind: string, at: string, line: string): CorpusDocument[] {
  // Without a slot every copy would be the same.
  const count = /\{[\w.]+\}/.test(line) ? (COPIES[kind] ?? COPIES_OF_PROSE) : 1;
  const contentType = MEDIA_TYPES[kind];
  return copies(`${kind}-${at}`, count, (random) => {
    const marked = new Cast(random).fill(line);
    const text = STYLES[kind]?.(marked, random) ?? marked;
    return contentType === undefined ? { text } : { text, contentType };
  });
}

function copies(name: string, count: number, make: (random: Random) => Marked): CorpusDocument[] {
  return Array.from({ length: count }, (_, copy) => {
    const id = `${name}-${String(copy + 1)}`;
    const { text: marked, contentType } = make(new Random(seedOf(id)));
    const { text, spans } = unmark(marked);
    return contentType === undefined ? { id, text, spans } : { id, text, contentType, spans };
  });
}

/** FNV-1a over the id. */
function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash;
}

/** A document a line. */
export const asLines = (documents: readonly CorpusDocument[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join('');
