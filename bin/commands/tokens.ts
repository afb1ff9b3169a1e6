import { Command, Option } from 'commander';
import * as z from 'zod';
import { REVEAL_PURPOSES } from '../../lambdas/core/record/reveal-record.ts';
import { callAdmin } from './admin-client.ts';
import { spoken, withSharedOptions, type SharedOptions } from './registry/shared.ts';
import { CommandError, readRunningGateway } from './running-gateway.ts';

interface RevealOptions extends SharedOptions {
  readonly purpose: string;
  readonly breakGlass?: string;
}

/** `cordon tokens reveal`: for the clinical lane, on record. */
export function tokensCommand(): Command {
  const purpose = new Option('--purpose <purpose>', 'what for').choices(REVEAL_PURPOSES);
  const reveal = withSharedOptions(
    new Command('reveal')
      .description('say what a token stands for; with --url by the key in CORDON_CLINICAL_KEY')
      .argument('<token>')
      .addOption(purpose.makeOptionMandatory())
      .option('--break-glass <reason>', 'in an emergency, by a key that may not: raises an alarm'),
  ).action(
    spoken(async (token: string, options: RevealOptions) => {
      const { purpose: what, breakGlass, json } = options;
      const body = {
        ...{ token, purpose: what },
        ...(breakGlass === undefined ? {} : { breakGlass: { reason: breakGlass } }),
      };
      const request = { method: 'POST', path: 'reveal', body, base: 'tokens' } as const;
      const answer = z.object({ token: z.string(), value: z.string() });
      const { value } = await callAdmin(await findClinical(options), request, answer);
      console.log(json === true ? JSON.stringify({ token, value }) : value);
    }),
  );
  return new Command('tokens').description('what tokens stand for').addCommand(reveal);
}

async function findClinical({ url, data }: SharedOptions) {
  if (url === undefined) {
    const running = await readRunningGateway(data);
    return { url: running.url, key: running.credentials.clinicalKey };
  }
  const key = process.env['CORDON_CLINICAL_KEY'];
  if (key === undefined) throw new CommandError('With --url, set CORDON_CLINICAL_KEY.');
  return { url: url.replace(/\/$/, ''), key };
}
