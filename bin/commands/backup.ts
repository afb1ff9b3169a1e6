import { Command, InvalidArgumentError } from 'commander';
import type { BackupSummary } from '../../local/backup/backup-format.ts';
import { restoreBackup } from '../../local/backup/restore-backup.ts';
import { writeBackup } from '../../local/backup/write-backup.ts';
import { reportCommandError } from './running-gateway.ts';

/** `cordon backup`: the data folder of a gateway on this machine, as one file. */
export function backupCommand(): Command {
  return new Command('backup')
    .description(
      "copy a gateway's data folder, keys included, into one file; the gateway must be stopped",
    )
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .requiredOption('--to <file>', 'a new file')
    .option('--json', 'print one JSON object')
    .action(async ({ data, to, json }: { data: string; to: string; json?: true }) => {
      try {
        const summary = await writeBackup(data, to, new Date().toISOString());
        if (json === true) {
          console.log(JSON.stringify(summary));
          return;
        }
        console.log(`${to}: ${inWords(summary)}`);
        console.error('It holds the key file: whoever has it can open all that is sealed in it.');
      } catch (error) {
        reportCommandError(error);
      }
    });
}

/** `cordon restore`: a data folder of such a file. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('make a data folder of a backup, whole or not at all')
    .argument('<file>', 'what cordon backup wrote')
    .requiredOption('--data <dir>', 'where to: a folder that is empty or not there')
    .option(
      '--sha256 <hex>',
      'what cordon backup said, to be sure that it is that one',
      parseSha256,
    )
    .option('--json', 'print one JSON object')
    .action(async (file: string, { data, sha256, json }: RestoreOptions) => {
      try {
        const summary = await restoreBackup(file, data, sha256);
        console.log(json === true ? JSON.stringify(summary) : `${data}: ${inWords(summary)}`);
      } catch (error) {
        reportCommandError(error);
      }
    });
}

interface RestoreOptions {
  readonly data: string;
  readonly sha256?: string;
  readonly json?: true;
}

function parseSha256(text: string): string {
  const hex = text.toLowerCase().replace(/^sha256:/, '');
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new InvalidArgumentError('It must be 64 hexadecimal digits.');
  }
  return hex;
}

function inWords({ files, bytes, sha256 }: BackupSummary): string {
  return `${String(files)} files, ${String(bytes)} bytes, sha256:${sha256}`;
}
