import { Command } from 'commander';
import { readRunningGateway, reportCommandError } from './running-gateway.ts';

/** `cordon env`: the running development gateway's address and keys, as shell exports. */
export function envCommand(): Command {
  return new Command('env')
    .description('print the development gateway\'s address and keys: eval "$(npx cordon env)"')
    .option('--data <dir>', "the gateway's data folder", '.cordon')
    .action(async ({ data }: { readonly data: string }) => {
      try {
        const { url, credentials } = await readRunningGateway(data);
        const variables = {
          CORDON_URL: url,
          CORDON_MARKETING_KEY: credentials.marketingKey,
          CORDON_CLINICAL_KEY: credentials.clinicalKey,
          CORDON_AUDIT_KEY: credentials.auditKey,
          CORDON_OFFICER_KEY: credentials.officerKey,
        };
        for (const [name, value] of Object.entries(variables)) {
          console.log(`export ${name}='${value}'`);
        }
      } catch (error) {
        reportCommandError(error);
      }
    });
}
