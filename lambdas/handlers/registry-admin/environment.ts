import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_DECISIONS',
    'CORDON_PREFIX',
    'CORDON_KEY_SENDERS',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
