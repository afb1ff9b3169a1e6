import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_TOKENS',
    'CORDON_TABLE_DECISIONS',
    'CORDON_BUCKET_VAULT',
    'CORDON_KEY_PHI',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
