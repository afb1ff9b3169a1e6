import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_PEOPLE',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_OUTBOX_CLINICAL',
    'CORDON_TABLE_OUTBOX_MARKETING',
    'CORDON_TABLE_REGISTRY',
    'CORDON_QUEUE_DELIVER_CLINICAL',
    'CORDON_QUEUE_DELIVER_MARKETING',
    'CORDON_SES_CLINICAL_CONFIGURATION_SET',
    'CORDON_SES_MARKETING_CONFIGURATION_SET',
    'CORDON_SES_NOTICES_CONFIGURATION_SET',
    'CORDON_KEY_PEOPLE',
    'CORDON_KEY_PEOPLE_INDEX',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
