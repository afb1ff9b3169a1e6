import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/commands/commands.ts';
import { readPage, ROOT } from './support/pages.ts';

/** Commands of `cordon` in a text: its words, and the options that it names. A line that ends in a backslash goes on. */
function commandsOf(page: string): readonly string[] {
  const joined = page.replaceAll(/\\\n\s*/g, ' ');
  return [...joined.matchAll(/(?:^\s*|`|\| )(?:npx )?cordon ([a-z]+[^`\n|>#]*)/gm)].map(
    ([, words = '']) => words.trim(),
  );
}

/** @returns what of the command there is not, or nothing. */
async function wrongIn(words: string): Promise<string | undefined> {
  const parts = words.split(/\s+/);
  let command: Command | undefined = await COMMANDS[parts[0] ?? '']?.();
  if (command === undefined) return `cordon ${words}: there is no ${String(parts[0])}`;
  for (const word of parts.slice(1)) {
    // What has commands of its own takes no other words; several are written `list, show` or `show|recall`.
    if (command.commands.length === 0 || !/^[a-z]/.test(word)) break;
    const [first = ''] = word.split(/[|,]/);
    const next: Command | undefined = command.commands.find((one) => one.name() === first);
    if (next === undefined) return `cordon ${words}: there is no ${first}`;
    command = next;
  }
  const known = new Set(['--help', ...command.options.flatMap(({ long }) => long ?? [])]);
  const unknown = parts
    .filter((part) => /^--[a-z]/.test(part))
    .map((part) => part.replace(/[^a-z0-9-].*$/, ''))
    .filter((option) => !known.has(option));
  return unknown.length === 0 ? undefined : `cordon ${words}: no ${unknown.join(', ')}`;
}

describe('the commands that the documentation names', () => {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));

  it.each(pages)('of %s are there, with their options', async (name) => {
    const wrong = await Promise.all(commandsOf(readPage(name)).map(wrongIn));
    expect(wrong.filter((one) => one !== undefined)).toEqual([]);
  });
});
