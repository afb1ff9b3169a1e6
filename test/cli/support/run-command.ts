import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { vi } from 'vitest';
import { backupCommand, restoreCommand } from '../../../bin/commands/backup.ts';
import { decisionsCommand } from '../../../bin/commands/decisions.ts';
import { deliveriesCommand } from '../../../bin/commands/deliveries.ts';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import { initCommand } from '../../../bin/commands/init.ts';
import { portalCommand } from '../../../bin/commands/portal.ts';
import { quarantineCommand } from '../../../bin/commands/quarantine.ts';
import { ledgerCommand } from '../../../bin/commands/ledger.ts';
import { authorizationsCommand } from '../../../bin/commands/people/authorizations.ts';
import { consentCommand } from '../../../bin/commands/people/consent.ts';
import { peopleCommand } from '../../../bin/commands/people/people.ts';
import { destinationsCommand } from '../../../bin/commands/registry/destinations.ts';
import { holdsCommand } from '../../../bin/commands/registry/holds.ts';
import { keysCommand } from '../../../bin/commands/registry/keys.ts';
import { sourcesCommand } from '../../../bin/commands/registry/sources.ts';
import { templatesCommand } from '../../../bin/commands/registry/templates.ts';
import { vendorsCommand } from '../../../bin/commands/registry/vendors.ts';
import { reportCommand } from '../../../bin/commands/report.ts';
import { startCommand } from '../../../bin/commands/start.ts';
import { messagesCommand } from '../../../bin/commands/messages.ts';
import { tokensCommand } from '../../../bin/commands/tokens.ts';

export const COMMANDS: Readonly<Record<string, () => Command>> = {
  authorizations: authorizationsCommand,
  backup: backupCommand,
  consent: consentCommand,
  decisions: decisionsCommand,
  deliveries: deliveriesCommand,
  doctor: doctorCommand,
  init: initCommand,
  portal: portalCommand,
  quarantine: quarantineCommand,
  destinations: destinationsCommand,
  holds: holdsCommand,
  keys: keysCommand,
  ledger: ledgerCommand,
  people: peopleCommand,
  report: reportCommand,
  restore: restoreCommand,
  sources: sourcesCommand,
  start: startCommand,
  messages: messagesCommand,
  templates: templatesCommand,
  tokens: tokensCommand,
  vendors: vendorsCommand,
};

export interface Ran {
  readonly code: number;
  /** Standard output without colors. */
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `cordon WORDS` in this process, as bin/cordon.ts does: starting a process for each of some hundred commands would
 * take minutes. One at a time: what it prints is caught where it is printed.
 */
export async function runCommand(...words: readonly string[]): Promise<Ran> {
  const [name = '', ...rest] = words;
  const command = COMMANDS[name]?.();
  if (command === undefined) throw new Error('the test names a command that is not listed here');
  const printed = { out: '', err: '' };
  const put = (where: 'out' | 'err', text: string): true => {
    printed[where] += stripVTControlCharacters(text);
    return true;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text: unknown) => put('out', `${String(text)}\n`)),
    vi
      .spyOn(console, 'error')
      .mockImplementation((text: unknown) => put('err', `${String(text)}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => put('out', String(text))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => put('err', String(text))),
  ];
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  try {
    throwInsteadOfExiting(command);
    await command.parseAsync(rest, { from: 'user' });
    return { code: codeOfProcess(), ...printed };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode === 0 ? 0 : 1, ...printed };
  } finally {
    process.exitCode = exitCodeBefore;
    for (const spy of spies) spy.mockRestore();
  }
}

function codeOfProcess(): number {
  const code = process.exitCode;
  return typeof code === 'number' ? code : 0;
}

function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) throwInsteadOfExiting(one);
}

/** Cells of a printed table, row by row, without its head; lines within a cell are joined by a space. */
export function tableRows(printed: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let isNew = true;
  for (const line of printed.split('\n')) {
    if (!line.startsWith('│')) {
      isNew = true;
      continue;
    }
    const cells = line.split('│').slice(1, -1);
    if (isNew) rows.push(cells.map((cell) => cell.trim()));
    else {
      const row = rows.at(-1);
      cells.forEach((cell, at) => {
        if (row !== undefined) row[at] = `${row[at] ?? ''} ${cell.trim()}`.trim();
      });
    }
    isNew = false;
  }
  return rows.slice(1);
}
