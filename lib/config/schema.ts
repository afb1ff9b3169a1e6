import * as z from 'zod';
import { SECOND_OPINIONS } from '../../lambdas/core/vocabulary.ts';
import { checkAddresses, domainName, publicAddress } from './addresses.ts';
import { holdersOfTwo, peopleSchema } from './people.ts';
import { awsSendersOf, sendersOf, TEXT_CHANNELS, textsSchema } from './texts.ts';
import { vpcSchema } from './vpc.ts';

const cidr = z.union([z.cidrv4(), z.cidrv6()], 'an address range, such as 203.0.113.0/24');

/** Periods that CloudWatch Logs offers (PutRetentionPolicy), in days. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const day = z.iso.date('a day, such as 2026-11-02');

/** Who attests that the account is covered, and by what. */
const baaSchema = z.strictObject({
  acceptedOn: day,
  /** Where it can be looked up: the agreement in AWS Artifact, a number of your contracts. */
  evidence: z.string().regex(/^[^\p{Cc}]{5,200}$/u, 'one line of 5 to 200 characters'),
  /** When somebody looks again whether it is in force. */
  reviewBy: day,
});

/** The mail identity of one lane. */
const mailSchema = z.strictObject({
  /** Domain verified with SES for this lane alone. */
  domain: domainName,
  /** Sender address, under `domain`. */
  fromAddress: z.email('an email address'),
  configurationSetName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, hyphens and underscores, at most 64'),
});
export type MailConfig = z.infer<typeof mailSchema>;

/** An address, and not a whole domain: SES refuses mail to what no rule names. A label (`+...`) is of the address without it. */
const receivingAddress = z
  .string()
  .max(254)
  .regex(
    /^[a-z0-9._-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'an address in lower case without a label, such as intake@in.example.com',
  );

/** Mail that comes in by SES. Rules have 100 recipients at most, and are named after the prefix and the source. */
const receivingSchema = z.strictObject({
  /** Addresses of each source of the scheme `mail`, by its id in the registry. */
  sources: z
    .record(
      z
        .string()
        .regex(
          /^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/,
          'lower-case letters, digits and hyphens, 42 at most',
        ),
      z.array(receivingAddress).min(1).max(100),
    )
    .refine(
      (sources) => Object.keys(sources).length >= 1 && Object.keys(sources).length <= 50,
      'has 1 to 50 sources',
    ),
  /** A rule set that there is already, where it is the active one. Absent: the deployment makes one. */
  ruleSet: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/, 'the name of a rule set')
    .optional(),
});
export type ReceivingConfig = z.infer<typeof receivingSchema>;

const apiSchema = z.strictObject({
  /** Steady requests per second over all clients. */
  requestsPerSecond: z.int().min(1).max(10_000).default(200),
  /** Requests that may arrive at once. */
  burst: z.int().min(1).max(5_000).default(400),
  /** Requests of one address in five minutes before the firewall blocks it for a while. */
  requestsPerAddress: z.int().min(10).max(2_000_000_000).default(30_000),
  /** Absent: any address may call. */
  allowedCidrs: z.array(cidr).min(1).max(100).optional(),
  /** Absent: the API answers under the name that API Gateway gives it. */
  customDomain: z
    .strictObject({
      name: domainName,
      /** Certificate in the deployment's own region. */
      certificateArn: z
        .string()
        .regex(/^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/, 'an ACM ARN'),
      /** Callers must show a certificate that one of these authorities signed, too. Absent: they need none. */
      clientCertificates: z
        .strictObject({
          /** PEM file of the authorities, which API Gateway reads when the domain is deployed. */
          truststore: z
            .string()
            .regex(/^s3:\/\/[a-z0-9.-]{3,63}\/[\w!.*'()/-]{1,1024}$/, 's3://BUCKET/KEY'),
          /** Version of that object: a file that is replaced is used when its version is named here. */
          version: z
            .string()
            .regex(/^[\w.-]{1,1024}$/, "an object's version")
            .optional(),
        })
        .optional(),
    })
    .optional(),
});
export type ApiConfig = z.infer<typeof apiSchema>;

/** An endpoint of SES Mail Manager that takes a lane's mail by SMTP. */
const smtpSchema = z.strictObject({
  /** Secret `{"password": KEY}`: a sender key of this lane, which is also the password of the endpoint. */
  passwordSecretArn: z
    .string()
    .regex(
      /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+$/,
      'the ARN of a secret',
    ),
  /** The customer-managed key of that secret, which SES must be able to use. */
  passwordKeyArn: z
    .string()
    .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'the ARN of a KMS key'),
  /** Who is told when a mail was refused: its program has gone by then. */
  refusalsTo: z.email('an email address'),
  /** Absent: any address may connect, and needs the password. */
  allowedCidrs: z
    .array(z.cidrv4('an address range, such as 203.0.113.0/24'))
    .min(1)
    .max(10)
    .optional(),
});
export type SmtpConfig = z.infer<typeof smtpSchema>;

const concurrency = z.int().min(2).max(1000);

/**
 * How many copies of each function may run. The sum must leave 100 of the account's quota unreserved
 * (Lambda's own rule). A function that reads a queue polls at most this much, so that it is never
 * throttled into the dead-letter queue.
 */
const concurrencySchema = z.strictObject({
  'webhook-accept': concurrency.default(100),
  'inbound-worker': concurrency.default(50),
  'clinical-send': concurrency.default(50),
  'clinical-deliver': concurrency.default(25),
  'marketing-send': concurrency.default(50),
  'marketing-deliver': concurrency.default(25),
  'decisions-read': concurrency.default(5),
  'permission-check': concurrency.default(50),
  'registry-admin': concurrency.default(5),
  'opt-outs': concurrency.default(20),
  'mail-feedback': concurrency.default(5),
  'mail-accept': concurrency.default(5),
  'people-admin': concurrency.default(5),
  'deliveries-admin': concurrency.default(5),
  'token-reveal': concurrency.default(10),
  'clinical-messages': concurrency.default(10),
  'marketing-messages': concurrency.default(10),
  portal: concurrency.default(20),
});

/** A deployment, as a company describes it. `lib/config/example.jsonc` explains each field. */
export const deploymentSchema = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/, 'lower-case letters, digits and hyphens, 3 to 20'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, such as us-east-1'),
    account: z
      .string()
      .regex(/^\d{12}$/, '12 digits')
      .optional(),
    /** Tags every resource; functions take the entity from the source or the sender key. */
    entityId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits, hyphens'),
    /** `production`: real data may enter, so an agreement and protection from deletion are needed. */
    stage: z.enum(['production', 'trial']).default('production'),
    /** The business associate agreement with AWS for this account (45 CFR 164.308(b)(3), 164.504(e)). */
    baa: baaSchema.optional(),
    /** Where vendors post, and where unsubscribe links lead. */
    publicUrl: publicAddress,
    logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(365),
    protection: z
      .strictObject({
        retain: z.boolean().default(true),
        deletionProtection: z.boolean().default(true),
      })
      .prefault({}),
    /** Whether this deployment sets the account-wide role with which API Gateway writes its logs. */
    apiGatewayLogRole: z.enum(['create', 'existing']).default('create'),
    clinical: z.strictObject({
      mail: mailSchema,
      texts: textsSchema,
      /** Absent: no mail comes in. */
      receiving: receivingSchema.optional(),
    }),
    marketing: z.strictObject({ mail: mailSchema, texts: textsSchema }),
    apis: z
      .strictObject({
        inbound: apiSchema.prefault({}),
        /**
         * For people: a visit is about ten requests, and a hundred visits in five minutes fit behind one address (a clinic's
         * network, a telephone company's). Together more than scanners of mail make, which open each link when it arrives: the
         * sweeper hands out 5,000 notices a minute.
         */
        portal: apiSchema.prefault({
          requestsPerSecond: 100,
          burst: 200,
          requestsPerAddress: 1000,
        }),
        clinical: apiSchema.prefault({}),
        marketing: apiSchema.prefault({}),
        operations: apiSchema.prefault({ requestsPerSecond: 10, burst: 20 }),
      })
      .prefault({}),
    concurrency: concurrencySchema.prefault({}),
    /** Absent lanes take no mail by SMTP. */
    smtp: z
      .strictObject({ clinical: smtpSchema.optional(), marketing: smtpSchema.optional() })
      .prefault({}),
    /** The portal in which recipients pick up what may not go by its channel. */
    portal: z.strictObject({
      /** Where recipients reach the portal's API; notices lead there. Never the vendors' host. */
      url: publicAddress,
      /** The company as its recipients know it: stands in notices and on pages. */
      companyName: z
        .string()
        .regex(/^[^\p{Cc}]{1,80}$/u, 'one line of at most 80 characters')
        .default('Your care team'),
      /** Days for which a pick-up link works. */
      linkDays: z.int().min(1).max(30).default(7),
    }),
    /** Another detector that the deciding functions ask besides the scanner; it sees the text in clear. */
    secondOpinion: z.enum(SECOND_OPINIONS).default('none'),
    /** Posts a test webhook every five minutes and follows it to the ledger; needs its source, destination and secret. */
    canary: z.boolean().default(false),
    /** What is usual, per hour: alarms go off at so many. */
    alarms: z
      .strictObject({
        /** PHI that was stopped in the marketing lane. */
        marketingPhiPerHour: z.int().min(1).max(1_000_000).default(20),
        /** Webhooks of registered sources whose signature fails. */
        refusedWebhooksPerHour: z.int().min(1).max(1_000_000).default(50),
        /** Tokens that are turned back into what they stand for. */
        revealsPerHour: z.int().min(1).max(1_000_000).default(100),
      })
      .prefault({}),
    /** Where alarms go besides: an event bus of the company's, of this or another account. */
    eventBusArn: z
      .string()
      .regex(
        /^arn:[a-z-]+:events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9._/-]+$/,
        'the ARN of an event bus',
      )
      .optional(),
    audit: z
      .strictObject({
        /** CloudTrail for items and objects, its files locked for six years. */
        trail: z.boolean().default(false),
        /** AWS Config looks whether what the stacks set still holds; the account's recorder must be on. */
        configRules: z.boolean().default(false),
      })
      .prefault({}),
    /** Absent: functions run outside a VPC. */
    vpc: vpcSchema.optional(),
    /** Absent: the deployment makes no roles for people, and its operations API asks for Cordon's keys alone. */
    people: peopleSchema.optional(),
    alarmEmails: z.array(z.email('an email address')).max(10).default([]),
  })
  .check((context) => {
    const { clinical, marketing } = context.value;
    const complain = (path: string[], message: string) => {
      context.issues.push({ code: 'custom', path, message, input: undefined });
    };
    const { stage, baa, protection } = context.value;
    if (stage === 'production') {
      const orTrial = 'or "stage" is "trial", and no real data enters';
      if (baa === undefined) {
        complain(['baa'], `production needs the agreement with AWS on file, ${orTrial}`);
      }
      for (const which of ['retain', 'deletionProtection'] as const) {
        if (!protection[which]) {
          complain(['protection', which], `must be true in production, ${orTrial}`);
        }
      }
    }
    if (baa !== undefined && baa.reviewBy <= baa.acceptedOn) {
      complain(['baa', 'reviewBy'], 'must be after acceptedOn');
    }
    for (const lane of ['clinical', 'marketing'] as const) {
      const { domain, fromAddress } = context.value[lane].mail;
      if (!fromAddress.toLowerCase().endsWith(`@${domain}`)) {
        complain([lane, 'mail', 'fromAddress'], "must be under this lane's mail domain");
      }
    }
    // A verified domain may send for every domain under it, so one lane could speak for the other.
    if (isWithin(clinical.mail.domain, marketing.mail.domain)) {
      complain(['clinical', 'mail', 'domain'], 'must not be, or be under, the marketing domain');
    } else if (isWithin(marketing.mail.domain, clinical.mail.domain)) {
      complain(['marketing', 'mail', 'domain'], 'must not be under the clinical domain');
    }
    const addresses = Object.values(clinical.receiving?.sources ?? {}).flat();
    if (new Set(addresses).size !== addresses.length) {
      complain(['clinical', 'receiving', 'sources'], 'names an address twice');
    }
    if (addresses.some((one) => isWithin(domainOf(one), marketing.mail.domain))) {
      complain(['clinical', 'receiving', 'sources'], 'must not be under the marketing domain');
    }
    for (const channel of TEXT_CHANNELS) {
      const ofClinical = sendersOf(clinical.texts, channel);
      if (sendersOf(marketing.texts, channel).some((one) => ofClinical.includes(one))) {
        complain(
          ['marketing', 'texts', channel, 'senders'],
          'must differ from the clinical ones: people answer and opt out by them',
        );
      }
      for (const lane of ['clinical', 'marketing'] as const) {
        const { region, account } = context.value;
        for (const arn of awsSendersOf(context.value[lane].texts, channel)) {
          const [, , , itsRegion, itsAccount] = arn.split(':');
          if (itsRegion === region && (account === undefined || itsAccount === account)) continue;
          complain(
            [lane, 'texts', channel, 'senders'],
            "must be of the deployment's own region and account",
          );
          break;
        }
      }
    }
    const { apis } = context.value;
    checkAddresses(context.value, complain);
    if (apis.portal.customDomain?.clientCertificates !== undefined) {
      complain(
        ['apis', 'portal', 'customDomain', 'clientCertificates'],
        'must be absent: recipients have none',
      );
    }
    if (context.value.canary && apis.inbound.allowedCidrs !== undefined) {
      complain(
        ['apis', 'inbound', 'allowedCidrs'],
        'must be absent where there is a canary: it calls from addresses of AWS',
      );
    }
    for (const lane of ['clinical', 'marketing'] as const) {
      const { smtp } = context.value;
      if (smtp[lane] !== undefined && apis[lane].allowedCidrs !== undefined) {
        complain(
          ['apis', lane, 'allowedCidrs'],
          'must be absent where mail comes by SMTP: what hands it on calls from addresses of AWS',
        );
      }
    }
    const { vpc } = context.value;
    for (const lane of ['clinical', 'marketing'] as const) {
      const upstreams = TEXT_CHANNELS.map((channel) => context.value[lane].texts[channel]);
      const needsInternet = upstreams.some((one) => one !== undefined && one.kind !== 'aws');
      if (needsInternet && vpc?.inside.includes(`${lane}-deliver`) === true) {
        complain(
          ['vpc', 'inside'],
          `must not hold ${lane}-deliver: the texts of the lane go out by an address of the internet`,
        );
      }
    }
    const { people } = context.value;
    if (people !== undefined && holdersOfTwo(people).length > 0) {
      complain(
        ['people', 'members'],
        'must give nobody two offices: each is a check on the others',
      );
    }
    if (clinical.mail.configurationSetName === marketing.mail.configurationSetName) {
      complain(['marketing', 'mail', 'configurationSetName'], 'must differ from the clinical one');
    }
  });
export type Deployment = z.infer<typeof deploymentSchema>;

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
