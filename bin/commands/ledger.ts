import { Command } from 'commander';
import pc from 'picocolors';
import * as z from 'zod';
import { type GatewayOptions, LedgerGateway } from '../ledger/ask.ts';
import { accountingTable, accountingSchema } from '../ledger/accounting.ts';
import { disposeRecords } from '../ledger/dispose.ts';
import { exportLedger } from '../ledger/export.ts';
import { verifyExport } from '../ledger/verify.ts';
import { counted, sealsBetween } from '../ledger/words.ts';
import { moment } from './moment.ts';
import { reportCommandError } from './running-gateway.ts';

/** `cordon ledger`: what was decided, sealed: export, verify, prove, account for. */
export function ledgerCommand(): Command {
  const command = new Command('ledger').description('export, verify and prove what was decided');
  asking(command, 'status', 'say up to where the ledger is sealed')
    .option('--json', 'print one JSON object')
    .action(
      run(async (options: GatewayOptions & { json?: true }) => {
        const status = await (await LedgerGateway.find(options)).json('status', statusSchema);
        if (options.json === true) console.log(JSON.stringify(status));
        else if (status.last === undefined) console.log('Nothing is sealed yet.');
        else {
          const { sequence, to, records, sealedAt } = status.last;
          console.log(`last seal  ${sequence}, ${counted(records, 'record')}, made ${sealedAt}`);
          console.log(
            `sealed to  ${to}, ${status.lagSeconds ?? 0} s ago; quiet minutes are sealed within the hour`,
          );
          console.log(`key        ${status.keyId}`);
        }
      }),
    );
  asking(command, 'public-key', 'print the key that seals are checked with, as PEM').action(
    run(async (options: GatewayOptions) => {
      const { pem, keyId } = await (
        await LedgerGateway.find(options)
      ).json('public-key', keySchema);
      process.stdout.write(pem);
      console.error(`${keyId}: keep it apart from exports, so that nobody exchanges both`);
    }),
  );
  asking(command, 'export', 'write records, seals and leaves of a time as JSON Lines')
    .requiredOption('--from <time>', 'date or time, ISO 8601', moment)
    .requiredOption('--to <time>', 'date or time, ISO 8601, exclusive', moment)
    .option('--csv', 'records alone, as CSV; it cannot be verified')
    .option('-o, --output <file>', 'a new file instead of standard output')
    .action(
      run(
        async (
          options: GatewayOptions & { from: string; to: string; csv?: true; output?: string },
        ) => {
          const { from, to, csv, output } = options;
          await exportLedger(await LedgerGateway.find(options), {
            from,
            to,
            csv: csv === true,
            ...(output !== undefined && { output }),
          });
        },
      ),
    );
  command
    .command('verify <export>')
    .description('check every record, tree, link and signature of an export, offline')
    .requiredOption('--public-key <file...>', 'the key, or keys, as PEM')
    .option('--from <time>', 'what the seals must cover at least', moment)
    .option('--to <time>', 'exclusive', moment)
    .option('--json', 'print one JSON object')
    .action(verify);
  asking(
    command,
    'prove <id>',
    'print the proof that a record is in a sealed tree, as JSON',
  ).action(async (id: string, options: GatewayOptions) => {
    await run(async () => {
      const gateway = await LedgerGateway.find(options);
      console.log(await (await gateway.get(`proofs/${encodeURIComponent(id)}`)).text());
    })();
  });
  asking(command, 'accounting', "list the disclosures of one person's information (45 CFR 164.528)")
    .requiredOption('--person <key>', 'random key of the person, prs_...')
    .option('--since <time>', 'date or time; default six years ago', moment)
    .option('--until <time>', 'date or time, exclusive; default now', moment)
    .option('--all', 'also what an accounting may leave out, and why')
    .option('--json', 'print one JSON object')
    .option('--csv', 'print rows')
    .action(
      run(async (options: AccountingArguments) => {
        const { person, since, until, all } = options;
        const query = { person, since, until, ...(all === true && { all: 'true' }) };
        const gateway = await LedgerGateway.find(options);
        const accounting = await gateway.json('accounting', accountingSchema, query);
        if (options.json === true) console.log(JSON.stringify(accounting));
        else console.log(accountingTable(accounting, options.csv === true));
      }),
    );
  command
    .command('dispose')
    .description('remove records that are past six years and under no hold, leaving a tombstone')
    .requiredOption('--before <time>', 'date or time; only what ended by then', moment)
    .requiredOption('--why <words>', 'for the record; name nobody')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print one JSON object')
    .option('--url <url>', 'gateway to ask; the key is read from CORDON_OFFICER_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .action(run(disposeRecords));
  return command;
}

interface AccountingArguments extends GatewayOptions {
  readonly person: string;
  readonly since?: string;
  readonly until?: string;
  readonly all?: true;
  readonly json?: true;
  readonly csv?: true;
}

function asking(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--url <url>', 'gateway to ask; its key is read from CORDON_AUDIT_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon');
}

function run<A extends unknown[]>(action: (...args: A) => Promise<void>) {
  return async (...args: A): Promise<void> => {
    try {
      await action(...args);
    } catch (error) {
      reportCommandError(error);
    }
  };
}

async function verify(
  file: string,
  options: { publicKey: string[]; from?: string; to?: string; json?: true },
): Promise<void> {
  await run(async () => {
    const { publicKey, from, to } = options;
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const result = await verifyExport(file, publicKey, range);
    if ('kind' in result) process.exitCode = 1;
    if (options.json === true) {
      console.log(
        JSON.stringify('kind' in result ? { ok: false, fault: result } : { ok: true, ...result }),
      );
    } else if ('kind' in result) {
      const { kind, detail, seal } = result;
      console.log(
        `${pc.red(kind)}: ${detail}${seal === undefined ? '' : ` (seal ${String(seal)})`}`,
      );
    } else if (result.seals === 0) {
      console.log('The export is whole and holds no seals.');
    } else {
      const { seals, records, from: start, to: end, first = 0, last = 0, keys, disposals } = result;
      const what = `${counted(records, 'record')} under ${counted(seals, 'seal')}`;
      console.log(`${pc.green('verified')}: ${what} (${sealsBetween(first, last)})`);
      console.log(`  ${start} to ${end}, each record, tree, link and signature`);
      // The fingerprint of the public key: whoever reads this compares it with the one that was kept apart.
      for (const keyId of keys) console.log(`  signed by the key ${keyId}`);
      for (const gone of disposals) {
        const which = sealsBetween(gone.first, gone.last);
        console.log(`  records of ${which} were disposed of: ${gone.record}`);
      }
    }
  })();
}

const statusSchema = z.object({
  keyId: z.string(),
  lagSeconds: z.number().optional(),
  last: z
    .object({ sequence: z.number(), to: z.string(), sealedAt: z.string(), records: z.number() })
    .optional(),
});
const keySchema = z.object({ keyId: z.string(), pem: z.string() });
