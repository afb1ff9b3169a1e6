import { parseEnvironment } from '../environment-fields.ts';

export const readEnvironment = (env: Readonly<Record<string, string | undefined>>) =>
  parseEnvironment(env, [
    'CORDON_BUCKET_MAIL',
    'CORDON_SENDER_SECRET_ARN',
    'CORDON_SEND_URL',
    'CORDON_SES_FROM',
    'CORDON_REFUSALS_TO',
  ]);
export type Environment = ReturnType<typeof readEnvironment>;
