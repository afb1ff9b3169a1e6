import { Option, type Command } from 'commander';
import * as z from 'zod';
import { checkEntry } from '../../../lambdas/core/registry/check-entry.ts';
import { isTagged } from '../../../lambdas/core/template/is-tagged.ts';
import { RenderBudget } from '../../../lambdas/core/template/render-budget.ts';
import { renderTemplate } from '../../../lambdas/core/template/render-template.ts';
import { TEMPLATE_SYNTAXES } from '../../../lambdas/core/template/template-source.ts';
import { CommandError } from '../running-gateway.ts';
import {
  addEditing,
  addFromFile,
  readEntry,
  registryCommand,
  type RegistryCommand,
} from './registry-command.ts';
import { putEntry, readText, spoken, withWhy, type ChangeOptions } from './shared.ts';

const templateView = z.looseObject({
  entityId: z.string(),
  lanes: z.array(z.string()),
  syntax: z.string().optional(),
  sameAs: z.string().optional(),
});

const TEMPLATES: RegistryCommand = {
  name: 'templates',
  one: 'template',
  description: 'templates that senders name instead of sending the content',
  columns: ['id', 'entity', 'lanes', 'syntax', 'version'],
  row(shown) {
    const { entityId, lanes, syntax, sameAs } = templateView.parse(shown.entry);
    const how = sameAs === undefined ? (syntax ?? '-') : `as ${sameAs}`;
    return [shown.id, entityId, lanes.join(', '), how, String(shown.version)];
  },
};

interface StoreOptions extends ChangeOptions {
  readonly entity: string;
  readonly lane: readonly string[];
  readonly syntax: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly sample?: string;
}

/** `cordon templates`. */
export function templatesCommand(): Command {
  const command = addFromFile(addEditing(registryCommand(TEMPLATES), TEMPLATES), TEMPLATES);
  withWhy(
    command
      .command('store <id>')
      .description('add a template out of files of its parts')
      .requiredOption('--entity <entity>', 'covered entity whose keys may send it')
      .requiredOption('--lane <lane...>', 'lanes whose keys may send it')
      .addOption(
        new Option('--syntax <syntax>', 'language that it is written in')
          .choices(TEMPLATE_SYNTAXES)
          .makeOptionMandatory(),
      )
      .option('--subject <line>', 'subject, with tags')
      .option('--text <file>', 'text part')
      .option('--html <file>', 'HTML part')
      .option('--sample <file>', 'JSON to see it with; made up, about nobody'),
  ).action(
    spoken(async (id: string, options: StoreOptions) => {
      const { entity: entityId, lane: lanes, syntax, subject, text, html, sample } = options;
      const entry = {
        ...{ id, entityId, lanes, syntax, subject },
        ...(text === undefined ? {} : { text: await readText(text) }),
        ...(html === undefined ? {} : { html: await readText(html) }),
        ...(sample === undefined ? {} : { sample: await readJson(sample) }),
      };
      await putEntry(TEMPLATES.name, id, entry, 0, options);
    }),
  );
  command
    .command('render <file>')
    .description('show what the JSON of a template comes to, with its sample; nothing is stored')
    .option('--with <file>', 'JSON to fill in instead of the sample')
    .option('--json', 'print JSON')
    .action(
      spoken(async (file: string, options: { readonly with?: string; readonly json?: true }) => {
        const data = options.with === undefined ? undefined : await readJson(options.with);
        const texts = await render(file, data);
        if (options.json === true) console.log(JSON.stringify(texts));
        else {
          for (const [part, text] of Object.entries(texts)) console.log(`${part}:\n${text}\n`);
        }
      }),
    );
  return command;
}

/** @throws CommandError */
async function render(file: string, data: unknown) {
  const checked = checkEntry('template', await readEntry(file), new Date());
  if (!checked.ok) {
    const [first] = checked.problems;
    throw new CommandError(`${first?.field ?? ''} ${first?.reason ?? 'is not valid'}.`);
  }
  const { entry } = checked;
  if (!isTagged(entry)) throw new CommandError('Only Handlebars and Mustachio are shown here.');
  const request = { data: data ?? entry.sample ?? {}, isStrict: false, budget: new RenderBudget() };
  const rendered = renderTemplate(entry, request);
  if (rendered.kind !== 'rendered') {
    throw new CommandError('It cannot be filled in with this data: it is too long, or no list.');
  }
  return rendered.texts;
}

/** @throws CommandError */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readText(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`The file ${file} is not JSON.`);
  }
}
