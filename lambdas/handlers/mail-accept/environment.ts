import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_MESSAGES',
    'CORDON_TABLE_VAULT',
    'CORDON_BUCKET_VAULT',
    'CORDON_BUCKET_MAIL',
    'CORDON_QUEUE_INBOUND',
    'CORDON_KEY_PHI',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
