import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '../../lib/config/load.ts';
import { type Answers, writeConfig } from '../deployment/write-config.ts';
import { collect } from './option-values.ts';

interface InitOptions {
  readonly prefix?: string;
  readonly region?: string;
  readonly account?: string;
  readonly entity?: string;
  readonly publicUrl?: string;
  readonly portalUrl?: string;
  readonly clinicalDomain?: string;
  readonly marketingDomain?: string;
  readonly company?: string;
  readonly alarmEmail?: readonly string[];
}

/** `cordon init`: a commented deployment config to begin with. */
export function initCommand(): Command {
  return new Command('init')
    .description('write a commented deployment config')
    .argument('[file]', 'where to; a file that is there is left as it is', 'cordon.jsonc')
    .option('--prefix <name>', 'starts every name; cannot be changed later')
    .option('--region <region>', 'AWS region')
    .option('--account <id>', 'AWS account; credentials of another are then refused')
    .option('--entity <id>', 'whose data it mostly holds')
    .option('--public-url <url>', 'https URL under which vendors reach it')
    .option('--portal-url <url>', 'https URL of another host, under which recipients reach it')
    .option('--clinical-domain <domain>', 'domain of the clinical mail')
    .option(
      '--marketing-domain <domain>',
      'domain of the marketing mail, not under the clinical one',
    )
    .option('--company <name>', 'your company as recipients know it')
    .option('--alarm-email <address>', 'who is told of alarms; more than once', collect)
    .action((file: string, options: InitOptions) => {
      try {
        const text = writeConfig(answersOf(options), file);
        // Never over a file that is there.
        writeFileSync(file, text, { flag: 'wx' });
        console.log(
          `Written: ${file}. Read it through, change what is not yours yet, then:\n\n` +
            `  npx cordon doctor ${file}\n  npx cdk deploy --all -c config=${file}`,
        );
      } catch (error) {
        const says = problemOf(error, file);
        if (says === undefined) throw error;
        process.exitCode = 1;
        process.stderr.write(`cordon init: ${says}\n`);
      }
    });
}

function answersOf(options: InitOptions): Answers {
  const { clinicalDomain, marketingDomain } = options;
  const answers: Answers = [
    [['prefix'], options.prefix],
    [['region'], options.region],
    [['account'], options.account],
    [['entityId'], options.entity],
    [['publicUrl'], options.publicUrl],
    [['clinical', 'mail', 'domain'], clinicalDomain],
    [['clinical', 'mail', 'fromAddress'], under('team', clinicalDomain)],
    [['marketing', 'mail', 'domain'], marketingDomain],
    [['marketing', 'mail', 'fromAddress'], under('hello', marketingDomain)],
    // Two deployments of an account need two sets of each.
    [['clinical', 'mail', 'configurationSetName'], under('clinical', options.prefix, '-')],
    [['marketing', 'mail', 'configurationSetName'], under('marketing', options.prefix, '-')],
    [['portal', 'url'], options.portalUrl],
    [['portal', 'companyName'], options.company],
    [['alarmEmails'], options.alarmEmail],
  ];
  return answers.filter(([, value]) => value !== undefined);
}

function under(first: string, second: string | undefined, join: '@' | '-' = '@') {
  if (second === undefined) return undefined;
  return join === '@' ? `${first}@${second}` : `${second}-${first}`;
}

function problemOf(error: unknown, file: string): string | undefined {
  if (error instanceof ConfigError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return `${file} is there already; it was left as it is.`;
  return code === undefined ? undefined : `${file} cannot be written (${code}).`;
}
