import * as z from 'zod';
import { AdminRefusal, callAdmin, findAdminGateway } from '../admin-client.ts';
import { CommandError } from '../running-gateway.ts';
import { listAll, readText, type ChangeOptions, type SharedOptions } from './shared.ts';

const importedSchema = z.object({
  created: z.number(),
  changed: z.number(),
  unchanged: z.number(),
});

/** One entry a line. All lines are checked before any is put; what is at fault is told by line and field. */
export async function importLines(
  path: string,
  file: string,
  options: ChangeOptions,
): Promise<void> {
  const { entries, numbers } = parseLines(await readText(file));
  if (entries.length === 0) throw new CommandError('There is nothing to import.');
  const gateway = await findAdminGateway(options, false);
  const request = { method: 'POST', path: `${path}/import`, body: { entries, why: options.why } };
  try {
    const done = await callAdmin(gateway, request, importedSchema);
    const { created, changed, unchanged } = done;
    console.log(
      options.json === true
        ? JSON.stringify(done)
        : `Created ${String(created)}, changed ${String(changed)}, left ${String(unchanged)} as they were.`,
    );
  } catch (error) {
    if (!(error instanceof AdminRefusal)) throw error;
    for (const { index, field, reason } of error.problems) {
      const line = index === undefined ? '' : `line ${String(numbers[index] ?? 0)}, `;
      console.error(`  ${line}${field === '' ? 'entry' : field}: ${reason}`);
    }
    throw new CommandError(error.message);
  }
}

/** @throws CommandError that names the lines that are not JSON */
function parseLines(text: string): { entries: unknown[]; numbers: number[] } {
  const entries: unknown[] = [];
  const numbers: number[] = [];
  const wrong: number[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    try {
      entries.push(JSON.parse(line));
      numbers.push(index + 1);
    } catch {
      wrong.push(index + 1);
    }
  });
  if (wrong.length > 0) {
    const which = `${wrong.length > 1 ? 'Lines' : 'Line'} ${wrong.slice(0, 20).join(', ')}`;
    throw new CommandError(`${which}: not JSON. Nothing was changed.`);
  }
  return { entries, numbers };
}

/** As `import` takes them. */
export async function exportLines(path: string, options: SharedOptions): Promise<void> {
  for (const { entry } of await listAll(path, options)) console.log(JSON.stringify(entry));
}
