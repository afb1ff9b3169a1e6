import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A link of a page, as it is written. */
export interface PageLink {
  readonly text: string;
  /** As written, with its anchor. */
  readonly target: string;
}

/** The tree that pages link into. */
export const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

/** Text of a page below `docs/`. */
export function readPage(name: string): string {
  return readFileSync(path.join(ROOT, 'docs', name), 'utf8');
}

/** Links of a page to other places than the web, those in code left out. */
export function linksOf(page: string): readonly PageLink[] {
  const prose = page.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, 'code');
  return [...prose.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
    .map(([, text = '', target = '']) => ({ text, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** @returns what is wrong with a link of the page at `from` (relative to the tree), or nothing. */
export function brokenLink(from: string, { target }: PageLink): string | undefined {
  const [file = '', anchor] = target.split('#');
  const at = file === '' ? path.join(ROOT, from) : path.join(ROOT, path.dirname(from), file);
  if (!existsSync(at)) return `${from}: nothing is at ${target}`;
  if (anchor === undefined || !at.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(at, 'utf8')).includes(anchor)
    ? undefined
    : `${from}: no heading of ${target}`;
}

/** What headings are called in an address, as GitHub does it. */
function anchorsOf(page: string): readonly string[] {
  return [...page.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The titles of a test file: whatever is the first of several arguments, and a text. */
function titlesOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*,/g)].map(([, , title = '']) =>
    title.replaceAll(/\\(.)/g, '$1'),
  );
}

/** Links whose text is a title in quotes: of those, what is wrong with each. A part of a title will do. */
export function wrongTitles(page: string): readonly string[] {
  return linksOf(page).flatMap(({ text, target }) => {
    const isTest = /^\.\.\/test\/.*\.test\.ts$/.test(target);
    const quoted = /^"(.{8,})"$/.exec(text)?.[1];
    if (!isTest && !text.startsWith('"')) return [];
    if (quoted === undefined || !isTest) return [`${target} needs the title of a test in quotes`];
    const file = path.join(ROOT, 'docs', target);
    if (!existsSync(file)) return [`${target} is not there`];
    return titlesOf(file).some((title) => title.includes(quoted))
      ? []
      : [`${target} has no title "${quoted}"`];
  });
}
