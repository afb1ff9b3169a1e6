import { isatty } from 'node:tty';
import { Command } from 'commander';
import pc from 'picocolors';
import { ConfigError, loadConfig } from '../../lib/config/load.ts';
import { createAwsClients } from '../deployment/aws-clients.ts';
import { examine, type NamedFinding } from '../deployment/examine.ts';
import type { Grade } from '../deployment/finding.ts';

const color = pc.createColors(isatty(process.stdout.fd) && pc.isColorSupported);

const MARKS: Readonly<Record<Grade, string>> = {
  ok: color.green('ok      '),
  warning: color.yellow('warning '),
  problem: color.red('problem '),
  unknown: color.yellow('unknown '),
};

interface DoctorOptions {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** `cordon doctor`: whether a deployment config, and the account it is for, are ready. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say whether a deployment config, and the AWS account it is for, are ready')
    .argument('<config>', 'deployment config (cordon init)')
    .option('--offline', 'ask nothing of AWS')
    .option(
      '--json',
      'print one JSON object: {ready, problems, findings: [{check, grade, says, remedy}]}',
    )
    .addHelpText(
      'after',
      '\nIt reads, and changes nothing. Credentials and region profile are those of the AWS tools.' +
        '\nExit code: 0 ready, 1 where something is wrong or could not be looked up.',
    )
    .action(async (config: string, { offline = false, json = false }: DoctorOptions) => {
      try {
        const deployment = loadConfig(config);
        const aws = offline ? undefined : createAwsClients(deployment.region);
        const today = new Date().toISOString().slice(0, 10);
        const findings = await examine({ deployment, today }, aws);
        aws?.destroy();
        report(findings, { offline, json });
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        process.exitCode = 1;
        if (json) print({ ready: false, problems: error.problems, findings: [] });
        else process.stderr.write(`cordon doctor: ${error.message}\n`);
      }
    });
}

function report(
  findings: readonly NamedFinding[],
  { offline, json }: Required<DoctorOptions>,
): void {
  const of = (grade: Grade) => findings.filter((finding) => finding.grade === grade).length;
  const ready = of('problem') + of('unknown') === 0;
  if (!ready) process.exitCode = 1;
  if (json) {
    print({ ready, problems: [], findings });
    return;
  }
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, grade, says, remedy } of findings) {
    console.log(`${MARKS[grade]} ${check.padEnd(width)}  ${says}`);
    if (remedy !== undefined) console.log(`${' '.repeat(width + 11)}${color.dim(`-> ${remedy}`)}`);
  }
  const counts = (['problem', 'warning', 'unknown', 'ok'] as const)
    .filter((grade) => of(grade) > 0)
    .map((grade) => `${String(of(grade))} ${grade}`);
  const verdict = of('problem') > 0 ? 'Not ready' : ready ? 'Ready' : 'Not known to be ready';
  console.log(`\n${verdict}: ${counts.join(', ')}.`);
  if (offline) console.log('Nothing was asked of AWS.');
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
