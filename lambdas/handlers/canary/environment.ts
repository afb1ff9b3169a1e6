import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, ['CORDON_PUBLIC_URL', 'CORDON_PREFIX', 'CORDON_TABLE_DECISIONS']);
export type Environment = ReturnType<typeof readEnvironment>;
