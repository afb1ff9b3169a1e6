import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_TABLE_OUTBOX_CLINICAL',
    'CORDON_TABLE_VAULT',
    'CORDON_TABLE_PEOPLE',
    'CORDON_KEY_PEOPLE_INDEX',
    'CORDON_BUCKET_VAULT',
    'CORDON_KEY_PHI',
    'CORDON_QUEUE_DELIVER_CLINICAL',
    'CORDON_SES_IDENTITY',
    'CORDON_SES_IDENTITY_ARN',
    'CORDON_SES_CONFIGURATION_SET',
    'CORDON_SES_FROM',
    'CORDON_KEY_OPT_OUT',
    'CORDON_PUBLIC_URL',
    'CORDON_PREFIX',
    'CORDON_TEXTS',
    'CORDON_TABLE_PORTAL',
    'CORDON_PORTAL_COMPANY',
    'CORDON_PORTAL_LINK_DAYS',
    'CORDON_PORTAL_URL',
    'CORDON_SES_NOTICES_CONFIGURATION_SET',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
