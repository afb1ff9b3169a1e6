import { GetFunctionConfigurationCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { CALL_THE_INTERNET, isInside } from '../../../lib/config/vpc.ts';
import { type AccountCheck, ok, type PaperCheck, problem } from '../finding.ts';

/** Which functions a VPC leaves outside, where the config asks for one. */
export const vpc: PaperCheck = {
  name: 'VPC',
  examine: ({ deployment: { vpc: config, canary, smtp } }) => {
    if (config === undefined) return [];
    const asked: Readonly<Record<string, boolean>> = {
      canary,
      'smtp-relay': Object.keys(smtp).length > 0,
    };
    const outside = Object.keys(CALL_THE_INTERNET)
      .filter((name) => !isInside(name, config))
      .filter((name) => asked[name] ?? true);
    const zones = `In ${String(config.zones.length)} zones`;
    return [
      ok(`${zones}, without a way out. Outside, to call the internet: ${outside.join(', ')}.`),
    ];
  },
};

/** That functions run where the config puts them: somebody may have taken one out by hand. */
export const placement: AccountCheck = {
  name: 'placement',
  actions: ['lambda:GetFunctionConfiguration'],
  examine: async ({ deployment }, { lambda }) => {
    if (deployment.vpc === undefined) return [];
    const names = Object.keys(deployment.concurrency);
    const looked = await Promise.all(
      names.map(async (name): Promise<'absent' | 'right' | 'inside' | 'outside'> => {
        const FunctionName = `${deployment.prefix}-${name}`;
        try {
          const { VpcConfig } = await lambda.send(
            new GetFunctionConfigurationCommand({ FunctionName }),
          );
          const inside = (VpcConfig?.VpcId ?? '') !== '';
          if (inside === isInside(name, deployment.vpc)) return 'right';
          return inside ? 'inside' : 'outside';
        } catch (error) {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          return 'absent';
        }
      }),
    );
    const wrong = names.flatMap((name, at) => {
      const where = looked[at];
      return where === 'inside' || where === 'outside'
        ? [problem(`${name} is ${where} the VPC.`, 'Deploy again, and find out who changed it.')]
        : [];
    });
    if (wrong.length > 0) return wrong;
    const deployed = looked.some((where) => where === 'right');
    return [ok(deployed ? 'Functions run where the config puts them.' : 'Not deployed yet.')];
  },
};
