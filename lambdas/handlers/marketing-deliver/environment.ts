import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_TABLE_REGISTRY',
    'CORDON_TABLE_DECISIONS',
    'CORDON_TABLE_QUARANTINE',
    'CORDON_TABLE_OUTBOX_MARKETING',
    'CORDON_BUCKET_MARKETING',
    'CORDON_QUEUE_DELIVER_MARKETING',
    'CORDON_SES_IDENTITY',
    'CORDON_SES_IDENTITY_ARN',
    'CORDON_SES_CONFIGURATION_SET',
    'CORDON_SES_FROM',
    'CORDON_KEY_OPT_OUT',
    'CORDON_PUBLIC_URL',
    'CORDON_PREFIX',
    'CORDON_TEXTS',
    'CORDON_FUNCTION_PERMISSION_CHECK',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
