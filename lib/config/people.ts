import * as z from 'zod';

/** Offices that people hold. What each may do in AWS: `lib/policies/people.ts`. */
export const OFFICES = [
  'marketing-operator',
  'clinical-operator',
  'privacy-officer',
  'auditor',
  'break-glass',
] as const;
export type Office = (typeof OFFICES)[number];

/** Whom a lane, the ledger or the people themselves need kept apart: nobody holds two of these. */
const DAILY = ['marketing-operator', 'clinical-operator', 'privacy-officer', 'auditor'] as const;

const userArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:iam::\d{12}:user\/[A-Za-z0-9/_+=,.@-]{1,64}$/,
    'the ARN of an IAM user: of nobody else does AWS know how long ago he showed his second factor',
  );

/**
 * Emergency access (45 CFR 164.312(a)(2)(ii)) must work when the provider of identities does not, so it is always by IAM
 * users of the account, with a second factor.
 */
const breakGlass = z.array(userArn).min(1).max(5);

const holders = z.array(userArn).max(20).default([]);

/** Who may take an office, and who says so. */
export const peopleSchema = z.discriminatedUnion('trust', [
  /** IAM Identity Center: its permission sets name the policies and boundaries that the deployment makes. */
  z.strictObject({ trust: z.literal('sso'), breakGlass }),
  /** A provider of the account speaks SAML; its assertions name the roles. */
  z.strictObject({
    trust: z.literal('saml'),
    providerArn: z
      .string()
      .regex(/^arn:[a-z-]+:iam::\d{12}:saml-provider\/[A-Za-z0-9._-]{1,128}$/, 'a SAML provider'),
    /** Whom the provider's assertions are meant for. */
    audience: z
      .url({ protocol: /^https$/, error: 'an https URL' })
      .default('https://signin.aws.amazon.com/saml'),
    breakGlass,
  }),
  /** IAM users of the account, each with a second factor. An office without anybody has no role. */
  z.strictObject({
    trust: z.literal('account'),
    members: z
      .strictObject({
        'marketing-operator': holders,
        'clinical-operator': holders,
        'privacy-officer': holders,
        auditor: holders,
      })
      .prefault({}),
    breakGlass,
  }),
]);
export type PeopleConfig = z.infer<typeof peopleSchema>;

/** Everybody who was given two offices that one person must not hold, once. */
export function holdersOfTwo(people: PeopleConfig): readonly string[] {
  if (people.trust !== 'account') return [];
  const all = DAILY.flatMap((office) => [...new Set(people.members[office])]);
  return [...new Set(all.filter((arn, at) => all.indexOf(arn) !== at))];
}
