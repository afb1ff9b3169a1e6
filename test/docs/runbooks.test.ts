import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { LOG_EVENTS } from '../../lambdas/adapters/aws/shared/log-fields.ts';
import { alarmsOf } from '../../lib/alarms/index.ts';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { FUNCTION_NAMES, QUEUE_NAMES, SCHEDULES } from '../../lib/names.ts';
import { policyCommand } from '../../bin/commands/policy.ts';
import { webhooksCommand } from '../../bin/commands/webhooks.ts';
import { COMMANDS } from '../cli/support/run-command.ts';
import { withEverything } from '../lib/support/synthesize.ts';

const FOLDER = path.join(PROJECT_ROOT, 'docs', 'runbooks');
const pages = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  return { file, text, commands: commandsOf(text) };
});
const runbooks = pages.filter(({ file }) => file !== 'README.md');

const entries = alarmsOf(withEverything(loadConfig()));
const PARTS = [
  ...['What it means', 'Who is hurt', 'See it', 'Do', 'Do not'],
  ...['Tell the privacy officer', 'It is over when'],
];
/** What functions, queues and APIs there are, as they stand in names of log groups and queues. */
const LOG_GROUPS = new Set([
  ...FUNCTION_NAMES.map((name) => `/cordon/functions/${name}`),
  ...['clinical', 'marketing'].map((lane) => `/cordon/functions/smtp-relay-${lane}`),
  ...['inbound', 'portal', 'clinical', 'marketing', 'operations'].map(
    (name) => `/cordon/access/${name}`,
  ),
]);
const QUEUES = new Set(
  [...QUEUE_NAMES, 'smtp-clinical', 'smtp-marketing', 'mail-in']
    .flatMap((name) => [`cordon-${name}`, `cordon-${name}-dead-letters`])
    .concat('cordon-failed-runs'),
);
const RULES = new Set(SCHEDULES.map((name) => `cordon-${name}`));
/** Figures that a page asks for beside those of the alarms, with AWS's own names. */
const ASKED_FOR = ['Duration'];

describe('a runbook', () => {
  it.each(runbooks)('$file has every part, and names the alarms that send to it', (page) => {
    const parts = [...page.text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(parts).toEqual(PARTS);
    const line = /^Alarms: (.+)$/m.exec(page.text)?.[1] ?? '';
    const named = [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const own = entries.filter(({ runbook }) => `${runbook}.md` === page.file);
    const fits = (name: string, pattern: string) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    for (const { name } of own) {
      expect(
        named.some((pattern) => fits(name, pattern)),
        name,
      ).toBe(true);
    }
    for (const pattern of named) {
      expect(
        own.some(({ name }) => fits(name, pattern)),
        pattern,
      ).toBe(true);
    }
  });

  it.each(pages)(
    '$file names pages, log groups, queues, events and figures that there are',
    (page) => {
      const { text } = page;
      const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
      for (const link of all(/\]\(([^)#]+)[^)]*\)/g)) {
        expect(existsSync(path.join(FOLDER, link)), link).toBe(true);
      }
      for (const group of all(/logs tail (\S+)/g)) expect(LOG_GROUPS).toContain(group);
      for (const queue of all(/--queue-name ([\w-]+)/g)) expect(QUEUES).toContain(queue);
      for (const rule of all(/events \S+ --name (\S+)/g)) expect(RULES).toContain(rule);
      for (const event of all(/\$\.event = "([^"]+)"/g)) expect(LOG_EVENTS).toHaveProperty([event]);
      for (const figure of all(/--metric-name (\S+)/g)) expect(ASKED_FOR).toContain(figure);
      for (const name of all(/--function-name cordon-(\S+)/g))
        expect(FUNCTION_NAMES).toContain(name);
      for (const start of all(/--alarm-name-prefix cordon-(\S*)/g)) {
        expect(entries.some(({ name }) => name.startsWith(start))).toBe(true);
      }
    },
  );

  it.each(pages)('$file gives commands of cordon that are understood', async ({ commands }) => {
    for (const words of commands) await understand(words);
  });

  it('gives some', () => {
    expect(pages.flatMap(({ commands }) => commands).length).toBeGreaterThan(30);
  });

  it.each(['cordon decisions --lain marketing', 'cordon keys revoke', 'cordon policy undo'])(
    'would not pass with `%s`',
    async (line) => {
      await expect(understand(wordsOf(line).slice(1))).rejects.toThrow(CommanderError);
    },
  );
});

/** Every `npx cordon ...` of blocks and of lines of text, as words. */
function commandsOf(text: string): readonly (readonly string[])[] {
  const whole = text.replaceAll(/\\\n\s*/g, '');
  return [...whole.matchAll(/npx cordon ([^\n`]+)/g)].map((match) => wordsOf(match[1] ?? ''));
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

/** Parses a command line as bin/cordon.ts would, and does nothing. @throws CommanderError */
async function understand([name = '', ...words]: readonly string[]): Promise<void> {
  const make = { ...COMMANDS, policy: policyCommand, webhooks: webhooksCommand }[name];
  if (make === undefined) throw new CommanderError(1, 'unknown', `there is no command ${name}`);
  const root = make();
  const open = [root];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
    if (one.commands.length === 0) one.action(() => undefined);
    open.push(...one.commands);
  }
  await root.parseAsync(words, { from: 'user' });
}
