import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_OUTBOX_CLINICAL',
    'CORDON_TABLE_OUTBOX_MARKETING',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_PORTAL',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_QUEUE_DELIVER_CLINICAL',
    'CORDON_QUEUE_DELIVER_MARKETING',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
