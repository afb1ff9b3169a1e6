import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_VAULT',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_TABLE_OUTBOX_CLINICAL',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_REQUESTS',
    'CORDON_TABLE_PEOPLE',
    'CORDON_TABLE_PORTAL',
    'CORDON_BUCKET_VAULT',
    'CORDON_QUEUE_DELIVER_CLINICAL',
    'CORDON_KEY_PHI',
    'CORDON_KEY_SENDERS',
    'CORDON_KEY_PEOPLE_INDEX',
    'CORDON_PORTAL_COMPANY',
    'CORDON_PORTAL_LINK_DAYS',
    'CORDON_PORTAL_URL',
    'CORDON_SES_FROM',
    'CORDON_TEXTS',
    'CORDON_SECOND_OPINION',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
