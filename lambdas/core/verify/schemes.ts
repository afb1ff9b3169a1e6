import type { Scheme } from './scheme.ts';
import { calendly } from './schemes/calendly.ts';
import { docusign } from './schemes/docusign.ts';
import { genericHmac } from './schemes/generic-hmac.ts';
import { github } from './schemes/github.ts';
import { healthie } from './schemes/healthie.ts';
import { hubspotV1, hubspotV2 } from './schemes/hubspot-legacy.ts';
import { hubspot } from './schemes/hubspot.ts';
import { intercom } from './schemes/intercom.ts';
import { jotform } from './schemes/jotform.ts';
import { mailchimpTransactional } from './schemes/mailchimp-transactional.ts';
import { mailgun } from './schemes/mailgun.ts';
import { meta } from './schemes/meta.ts';
import { postmark } from './schemes/postmark.ts';
import { redox } from './schemes/redox.ts';
import { sendgrid, sendgridInbound } from './schemes/sendgrid.ts';
import { shopify } from './schemes/shopify.ts';
import { slack } from './schemes/slack.ts';
import { sns } from './schemes/sns.ts';
import { standardWebhooks } from './schemes/standard-webhooks.ts';
import { stripe } from './schemes/stripe.ts';
import { twilio } from './schemes/twilio.ts';
import { typeform } from './schemes/typeform.ts';
import { zoom } from './schemes/zoom.ts';

/** Every scheme, in the order of the table of vendors. A new one is a file and a line here. */
export const ALL_SCHEMES: readonly Scheme[] = [
  standardWebhooks,
  sns,
  calendly,
  docusign,
  github,
  healthie,
  hubspot,
  hubspotV2,
  hubspotV1,
  intercom,
  jotform,
  mailchimpTransactional,
  mailgun,
  meta,
  postmark,
  redox,
  sendgrid,
  sendgridInbound,
  shopify,
  slack,
  stripe,
  twilio,
  typeform,
  zoom,
  genericHmac,
].map(erased);

const SCHEMES: ReadonlyMap<string, Scheme> = new Map(
  ALL_SCHEMES.map((scheme) => [scheme.name, scheme]),
);

/** What a source may name. */
export const SCHEME_NAMES: readonly string[] = [...SCHEMES.keys()];

/** The scheme of that name, or undefined: an unknown name never falls back to another scheme. */
export function findScheme(name: string): Scheme | undefined {
  return SCHEMES.get(name);
}

/** The scheme that a person or a file of test vectors means by a name of their own. */
export function findSchemeByAlias(name: string): Scheme | undefined {
  return findScheme(name) ?? ALL_SCHEMES.find(({ aliases }) => aliases?.includes(name) === true);
}

/** `verifyWebhook` gives a scheme the options that its own schema let through, and no others. */
function erased<Options>(scheme: Scheme<Options>): Scheme {
  return scheme as unknown as Scheme;
}
