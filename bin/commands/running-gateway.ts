import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readCredentials, type DevelopmentCredentials } from '../../local/credentials.ts';

/** A command cannot do its work; the message is the sentence for the person at the terminal. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const runtimeSchema = z.object({
  url: z.url(),
  secrets: z.url().optional(),
  smtp: z
    .object({
      host: z.string(),
      port: z.number().optional(),
      securePort: z.number().optional(),
      certificate: z.string().optional(),
    })
    .optional(),
});

/** Where mail programs connect to. */
export type SmtpAddress = NonNullable<z.infer<typeof runtimeSchema>['smtp']>;

/** URL and credentials of the gateway that was started on this data folder. @throws CommandError */
export async function readRunningGateway(dataFolder: string): Promise<{
  readonly url: string;
  /** Its secret store. */
  readonly secrets: string | undefined;
  readonly smtp: SmtpAddress | undefined;
  readonly credentials: DevelopmentCredentials;
}> {
  const none = `There is no gateway's data in ${dataFolder}; start one with "npm start", or name its folder with --data.`;
  const credentials = await readCredentials(dataFolder);
  if (credentials === undefined) throw new CommandError(none);
  try {
    const text = await readFile(join(dataFolder, 'runtime.json'), 'utf8');
    const { url, secrets, smtp } = runtimeSchema.parse(JSON.parse(text));
    return { url, secrets, smtp, credentials };
  } catch {
    throw new CommandError(none);
  }
}

/** Prints a command's sentence and sets the exit code; anything else is a bug and is thrown on. */
export function reportCommandError(error: unknown): void {
  const spoken = error instanceof Error && ['CommandError', 'DataFolderError'].includes(error.name);
  if (!spoken) throw error;
  console.error(`cordon: ${error.message}`);
  process.exitCode = 1;
}
