import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { DECIDING, functionsOf } from '../../lib/functions.ts';
import type { FunctionName } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import { REGION } from './support/resolve.ts';
import { allResources, synthesize, type Templates } from './support/synthesize.ts';

/** Of the example. */
const FUNCTIONS = functionsOf(loadConfig());

const without = synthesize();
const asked = synthesize((example) => ({ ...example, secondOpinion: 'comprehend-medical' }));

/** A replay is decided by the facts that were recorded: what a delivery holds is not read again. */
const ASKING: readonly FunctionName[] = DECIDING.filter((name) => name !== 'deliveries-admin');

const may = (templates: Templates, name: FunctionName, action: string): Promise<boolean> =>
  new AccessModel(templates).isAllowed({
    role: `cordon-${REGION}-${name}`,
    action: `comprehendmedical:${action}`,
    resource: '*',
  });

function choiceOf(templates: Templates, name: FunctionName): unknown {
  const found = allResources(templates).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && Properties?.['FunctionName'] === `cordon-${name}`,
  );
  const { Variables } = found?.Properties?.['Environment'] as {
    Variables: Record<string, unknown>;
  };
  return Variables['CORDON_SECOND_OPINION'];
}

describe('a second opinion', () => {
  it('is not asked unless the deployment says so, and nobody may', async () => {
    for (const name of FUNCTIONS) {
      expect(await may(without, name, 'DetectPHI')).toBe(false);
      expect(choiceOf(without, name)).toBe(ASKING.includes(name) ? 'none' : undefined);
    }
  });

  it.each(FUNCTIONS)(
    'is asked by %s only if it decides by what it read, and nothing more',
    async (name) => {
      const asks = ASKING.includes(name);
      expect(await may(asked, name, 'DetectPHI')).toBe(asks);
      expect(choiceOf(asked, name)).toBe(asks ? 'comprehend-medical' : undefined);
      for (const action of ['DetectEntitiesV2', 'StartPHIDetectionJob', 'ListPHIDetectionJobs']) {
        expect(await may(asked, name, action)).toBe(false);
      }
    },
  );
});
