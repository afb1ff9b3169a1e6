import * as z from 'zod';
import { SECOND_OPINIONS } from '../core/vocabulary.ts';
import { textsVariable } from './texts-variable.ts';

/** Environment variables by name; each function parses the ones it is given, once, in `environment.ts`. */
const name = z.string().min(1).max(512);

export const fields = {
  CORDON_TABLE_REGISTRY: name,
  CORDON_TABLE_MESSAGES: name,
  CORDON_TABLE_VAULT: name,
  CORDON_TABLE_TOKENS: name,
  CORDON_TABLE_QUARANTINE: name,
  CORDON_TABLE_OUTBOX_CLINICAL: name,
  CORDON_TABLE_OUTBOX_MARKETING: name,
  CORDON_TABLE_DECISIONS: name,
  CORDON_TABLE_PEOPLE: name,
  CORDON_TABLE_REQUESTS: name,
  CORDON_TABLE_PORTAL: name,
  CORDON_BUCKET_VAULT: name,
  CORDON_BUCKET_MARKETING: name,
  CORDON_BUCKET_LEDGER: name,
  CORDON_QUEUE_INBOUND: z.url(),
  CORDON_QUEUE_DELIVER_CLINICAL: z.url(),
  CORDON_QUEUE_DELIVER_MARKETING: z.url(),
  CORDON_KEY_PHI: z.string().startsWith('arn:'),
  CORDON_KEY_PEOPLE: z.string().startsWith('arn:'),
  CORDON_KEY_PEOPLE_INDEX: z.string().startsWith('arn:'),
  CORDON_KEY_SENDERS: z.string().startsWith('arn:'),
  CORDON_KEY_OPT_OUT: z.string().startsWith('arn:'),
  CORDON_FUNCTION_PERMISSION_CHECK: name,
  CORDON_KEY_LEDGER: z.string().startsWith('arn:'),
  CORDON_SES_IDENTITY: name,
  CORDON_SES_IDENTITY_ARN: z.string().startsWith('arn:'),
  CORDON_SES_CONFIGURATION_SET: name,
  CORDON_SES_NOTICES_CONFIGURATION_SET: name,
  CORDON_SES_CLINICAL_CONFIGURATION_SET: name,
  CORDON_SES_MARKETING_CONFIGURATION_SET: name,
  CORDON_SES_FROM: z.email(),
  CORDON_TEXTS: textsVariable,
  CORDON_PUBLIC_URL: z.url(),
  CORDON_BUCKET_MAIL: name,
  CORDON_SENDER_SECRET_ARN: z.string().startsWith('arn:'),
  CORDON_SEND_URL: z.url({ protocol: /^https$/ }),
  CORDON_REFUSALS_TO: z.email(),
  CORDON_PORTAL_COMPANY: z.string().regex(/^[^\p{Cc}]{1,80}$/u),
  CORDON_PORTAL_URL: z.url(),
  CORDON_PORTAL_LINK_DAYS: z.string().regex(/^[1-9][0-9]?$/),
  CORDON_PREFIX: name,
  CORDON_SECOND_OPINION: z.enum(SECOND_OPINIONS),
} as const;

/** Parses the named variables. @throws listing every one that is missing or malformed, never a value. */
export function parseEnvironment<K extends keyof typeof fields>(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly K[],
): Readonly<Record<K, string>> {
  const parsed: Partial<Record<K, string>> = {};
  const wrong: string[] = [];
  for (const field of names) {
    const result = fields[field].safeParse(env[field]);
    if (result.success) parsed[field] = result.data;
    else wrong.push(field);
  }
  if (wrong.length > 0) {
    throw new TypeError(`environment variables are missing or malformed: ${wrong.join(', ')}`);
  }
  return parsed as Readonly<Record<K, string>>;
}
