import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { EXTRACT_LIMITS } from '../../lambdas/core/extract/content.ts';
import { PROFILES } from '../../lambdas/core/protect/profiles.ts';
import { seededNumbers } from '../../lambdas/core/protect/surrogates/random-numbers.ts';
import { Surrogates } from '../../lambdas/core/protect/surrogates/surrogates.ts';
import { SCANNER_VERSION } from '../../lambdas/core/scan/scan.ts';
import {
  deidentifyBytes,
  deidentifyFile,
  reportOf,
  type RunRules,
} from '../deidentify/deidentify-files.ts';
import { listInputs, realPathOf, type InputFile } from '../deidentify/inputs.ts';
import { readChoice, readProfile, type DeidentifyOptions } from '../deidentify/options.ts';
import { Outputs, type OutputSink } from '../deidentify/outputs.ts';
import { CommandInputError } from '../deidentify/problems.ts';
import { createProgress } from '../deidentify/progress.ts';
import {
  asTable,
  resultOf,
  sumCounts,
  type FileReport,
  type Report,
} from '../deidentify/report.ts';

/** What the command reads from and writes to. */
export interface DeidentifyIo {
  readonly stdin: AsyncIterable<Uint8Array>;
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
  /** Where a progress bar goes; absent: nowhere. */
  readonly terminal?: NodeJS.WriteStream;
}

/** `cordon deidentify PATH...`: files and folders with their identifiers replaced. */
export function deidentifyCommand(): Command {
  return new Command('deidentify')
    .description('replace the identifiers in files and folders')
    .argument('<path...>', 'files and folders to read, or - for standard input')
    .option('--out <dir>', 'write below this folder, as the files lie in theirs')
    .addOption(
      new Option('--profile <name>', 'what becomes of each kind of identifier')
        .choices(PROFILES)
        .default('safe-harbor'),
    )
    .option(
      '--label <LABEL=TRANSFORM>',
      'another transform for one label, such as NAME=surrogate; may be repeated',
      (pair: string, pairs: readonly string[]) => [...pairs, pair],
      [],
    )
    .option('--seed <text>', 'the same seed gives the same surrogates for the same files')
    .option('--report <file>', 'write what was done, as JSON')
    .option('--json', 'print what was done as JSON instead of a table')
    .option('--care', 'the sources by their nature mean care: more in them is an identifier')
    .option('--keep-going', 'go on with the next file after one that has no output')
    .option('--force', 'replace output files that exist')
    .option('--type <media-type>', 'media type of all files; default by file name and content')
    .addHelpText(
      'after',
      '\nWithout --out the one file, or standard input, is written to standard output.' +
        '\nPDF, Office documents and pictures are written as the plain text that they say, as NAME.txt.' +
        '\nExit code: 0 everything was de-identified, 1 something was not and has no output.',
    )
    .action(async (paths: string[], options: DeidentifyOptions) => {
      process.exitCode = await runDeidentify(paths, options, {
        stdin: process.stdin,
        stdout: (text) => process.stdout.write(text),
        stderr: (text) => process.stderr.write(text),
        terminal: process.stderr,
      });
    });
}

/** The command without its process: returns the exit code. */
export async function runDeidentify(
  paths: readonly string[],
  options: DeidentifyOptions,
  io: DeidentifyIo,
): Promise<number> {
  try {
    const rules: RunRules = {
      profile: readProfile(options.profile),
      choice: readChoice(options.label),
      careContext: options.care === true,
      thisYear: new Date().getUTCFullYear(),
      surrogates: new Surrogates(seededNumbers(options.seed ?? randomBytes(16).toString('hex'))),
    };
    const report = paths.includes('-')
      ? await toStdout(paths, options, rules, io)
      : await toFolder(paths, options, rules, io);
    tell(report, options, io);
    return report.totals.refused + report.totals.notReached === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CommandInputError)) throw error;
    io.stderr(`cordon deidentify: ${error.message}\n`);
    return 1;
  }
}

async function toFolder(
  paths: readonly string[],
  options: DeidentifyOptions,
  rules: RunRules,
  io: DeidentifyIo,
): Promise<Report> {
  const inputs = listInputs(paths, options.out);
  refuseReportOver(options.report, inputs);
  const [single] = inputs;
  if (options.out === undefined) {
    if (paths.length > 1 || single?.path !== paths[0]) {
      throw new CommandInputError('Several files need --out, the folder to write them to.');
    }
    refuseJsonOnStdout(options);
  }
  const outputs: OutputSink =
    options.out === undefined
      ? toStandardOutput(io)
      : new Outputs(
          options.out,
          options.force === true,
          inputs.map(({ path }) => path),
        );
  const progress = createProgress(inputs.length, options.json === true ? undefined : io.terminal);
  const files: FileReport[] = [];
  for (const input of inputs) {
    const file = await deidentifyFile(input, outputs, rules, options.type);
    files.push(file);
    progress.step();
    if (file.status === 'refused' && options.keepGoing !== true) break;
  }
  progress.stop();
  return summary(files, inputs.length - files.length, rules);
}

function toStandardOutput(io: DeidentifyIo): OutputSink {
  return {
    write: (_, bytes) => {
      io.stdout(bytes);
      return {};
    },
  };
}

async function toStdout(
  paths: readonly string[],
  options: DeidentifyOptions,
  rules: RunRules,
  io: DeidentifyIo,
): Promise<Report> {
  if (paths.length > 1 || options.out !== undefined) {
    throw new CommandInputError('Standard input goes to standard output; name nothing beside it.');
  }
  refuseJsonOnStdout(options);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of io.stdin) {
    length += chunk.byteLength;
    // A document may be so long; a text is refused before that by who reads it.
    if (length > EXTRACT_LIMITS.maxBytes) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const result =
    length > EXTRACT_LIMITS.maxBytes
      ? ({ kind: 'refused', reason: 'too_large' } as const)
      : await deidentifyBytes(bytes, options.type ?? 'text/plain', rules);
  const file = 'standard input';
  if (result.kind === 'refused') {
    const { kind: status, ...why } = result;
    return summary([{ file, status, ...why, inName: 0 }], 0, rules);
  }
  io.stdout(result.bytes);
  return summary([{ ...reportOf(file, result), inName: 0 }], 0, rules);
}

function refuseReportOver(report: string | undefined, inputs: readonly InputFile[]): void {
  const real = report === undefined ? undefined : realPathOf(report);
  if (real === undefined || !inputs.some(({ path }) => realPathOf(path) === real)) return;
  throw new CommandInputError('The report would be written over an input file.');
}

function refuseJsonOnStdout({ json }: DeidentifyOptions): void {
  if (json !== true) return;
  throw new CommandInputError(
    '--json prints the report where the output goes: give --out, or --report instead of it.',
  );
}

function summary(files: readonly FileReport[], notReached: number, rules: RunRules): Report {
  const done = files.filter(({ status }) => status === 'deidentified');
  return {
    profile: rules.profile,
    scannerVersion: SCANNER_VERSION,
    files,
    totals: {
      deidentified: done.length,
      refused: files.length - done.length,
      notReached,
      replaced: sumCounts(done.map(({ replaced }) => replaced ?? {})),
      namesWithIdentifiers: files.filter(({ inName }) => inName > 0).length,
    },
  };
}

/** The report where it was asked for; what went wrong always goes to standard error. */
function tell(report: Report, options: DeidentifyOptions, io: DeidentifyIo): void {
  const { files, totals } = report;
  if (options.report !== undefined) {
    try {
      writeFileSync(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
    } catch {
      throw new CommandInputError('The report cannot be written.');
    }
  }
  if (options.json === true) io.stdout(`${JSON.stringify(report)}\n`);
  else if (options.out !== undefined) io.stdout(asTable(report));
  for (const file of files) {
    if (file.status === 'refused')
      io.stderr(`cordon deidentify: ${file.file} ${resultOf(file)}.\n`);
  }
  const asText = files.filter(({ writtenAs }) => writtenAs === 'text').length;
  if (asText > 0) {
    io.stderr(
      `cordon deidentify: ${String(asText)} documents are written as the plain text that they say: their formats are not rewritten.\n`,
    );
  }
  if (totals.notReached > 0) {
    io.stderr(
      `cordon deidentify: Stopped there, ${String(totals.notReached)} more not read; --keep-going reads on.\n`,
    );
  }
  if (totals.namesWithIdentifiers > 0) {
    io.stderr(
      `cordon deidentify: ${String(totals.namesWithIdentifiers)} file names seem to hold identifiers; names are kept as they are.\n`,
    );
  }
}
