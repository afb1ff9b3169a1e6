import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_VAULT',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_TABLE_OUTBOX_MARKETING',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_REQUESTS',
    'CORDON_BUCKET_VAULT',
    'CORDON_BUCKET_MARKETING',
    'CORDON_QUEUE_DELIVER_MARKETING',
    'CORDON_KEY_PHI',
    'CORDON_KEY_SENDERS',
    'CORDON_FUNCTION_PERMISSION_CHECK',
    'CORDON_TEXTS',
    'CORDON_SECOND_OPINION',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
