import * as z from 'zod';

/**
 * Functions that call addresses of the internet, and what for. A VPC without a way out is no place for them: they are left
 * outside. Every other function calls AWS alone; a test compares this with what each function's code reaches.
 */
export const CALL_THE_INTERNET = {
  'webhook-accept':
    'fetches certificates and confirms subscriptions of Amazon SNS, for sources that SNS signs for',
  'clinical-deliver': 'posts to destinations of the clinical lane, and texts to Twilio',
  'marketing-deliver': 'posts to destinations of the marketing lane, and texts to Twilio',
  canary: 'posts to the public address of the webhook API',
  'smtp-relay': 'hands mail to the send APIs by their public addresses',
} as const;

/** Those that have work for which AWS is enough: mail by SES, texts by AWS, webhooks that SNS does not sign. */
const MAY_COME_IN = [
  'webhook-accept',
  'clinical-deliver',
  'marketing-deliver',
] as const satisfies readonly (keyof typeof CALL_THE_INTERNET)[];

const prefixList = z.string().regex(/^pl-[0-9a-f]{8,17}$/, 'the id of a prefix list, pl-...');

/** A VPC that the deployment makes for its functions, without any way to the internet. */
export const vpcSchema = z.strictObject({
  /**
   * Ids of two or three availability zones, each with one subnet. Ids, because names mean other zones in each account. The
   * order is that of the subnets and must stay.
   */
  zones: z
    .array(z.string().regex(/^[a-z]{3,5}\d-az\d{1,2}$/, 'the id of a zone, such as use1-az1'))
    .min(2)
    .max(3)
    .refine((zones) => new Set(zones).size === zones.length, 'each zone once'),
  /** The only addresses besides the endpoints that functions may connect to. AWS keeps these lists, one for each region. */
  prefixLists: z.strictObject({ s3: prefixList, dynamodb: prefixList }),
  /** Private addresses (RFC 1918), for whoever keeps a plan of them: nothing routes to them from elsewhere. */
  cidr: z
    .cidrv4()
    .regex(
      /^(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.0\/24$/,
      'a private range of 256 addresses, such as 10.0.0.0/24',
    )
    .default('10.0.0.0/24'),
  /** Functions that come in all the same. What they call on the internet they do not reach from there. */
  inside: z.array(z.enum(MAY_COME_IN)).default([]),
});
export type VpcConfig = z.infer<typeof vpcSchema>;

/** Whether a function runs in the deployment's VPC. None does where there is none. */
export function isInside(name: string, vpc: VpcConfig | undefined): boolean {
  if (vpc === undefined) return false;
  return !(name in CALL_THE_INTERNET) || vpc.inside.some((one) => one === name);
}
