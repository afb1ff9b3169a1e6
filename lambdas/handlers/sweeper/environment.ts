import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_MESSAGES',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_TABLE_OUTBOX_CLINICAL',
    'CORDON_TABLE_OUTBOX_MARKETING',
    'CORDON_QUEUE_INBOUND',
    'CORDON_QUEUE_DELIVER_CLINICAL',
    'CORDON_QUEUE_DELIVER_MARKETING',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
