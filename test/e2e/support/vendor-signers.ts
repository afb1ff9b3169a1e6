import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
} from 'node:crypto';

/** What a vendor is about to post. */
export interface Unsigned {
  /** The URL that the operator gave the vendor. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What the vendor does post; URL and body are the unsigned ones unless the signature stands in them. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly body?: string;
}

/** A vendor's account: what the operator copies into Cordon, and how requests are signed with it. */
export interface Signer {
  /** Name of the scheme in the registry. */
  readonly scheme: string;
  /** What goes into the secret store; absent: there is none. */
  readonly secret?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  sign(request: Unsigned): Signed;
}

const seconds = (at: number): string => String(Math.floor(at / 1000));

function hmac(
  algorithm: 'sha1' | 'sha256',
  key: string | Uint8Array,
  encoding: 'hex' | 'base64',
  ...parts: readonly string[]
): string {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** `name: prefix + HMAC of the body`, as many vendors do it. */
const overBody = (
  scheme: string,
  header: string,
  prefix: string,
  encoding: 'hex' | 'base64',
  algorithm: 'sha1' | 'sha256' = 'sha256',
): Signer => ({
  scheme,
  secret: 'a-secret-of-the-vendor-account',
  sign: ({ body }) => ({
    headers: {
      [header]: prefix + hmac(algorithm, 'a-secret-of-the-vendor-account', encoding, body),
    },
  }),
});

/** `t=...,v1=...` over `t.body`. */
const timed = (scheme: string, header: string, secret: string): Signer => ({
  scheme,
  secret,
  sign: ({ body, at }) => {
    const t = seconds(at);
    return { headers: { [header]: `t=${t},v1=${hmac('sha256', secret, 'hex', `${t}.${body}`)}` } };
  },
});

/** `v0=...` over `v0:time:body`. */
const versioned = (scheme: string, signature: string, timestamp: string): Signer => {
  const secret = 'a-signing-secret-of-the-app';
  return {
    scheme,
    secret,
    sign: ({ body, at }) => ({
      headers: {
        [timestamp]: seconds(at),
        [signature]: `v0=${hmac('sha256', secret, 'hex', `v0:${seconds(at)}:${body}`)}`,
      },
    }),
  };
};

/** Standard Webhooks, by the names of its headers. */
const standard = (family: 'webhook' | 'svix'): Signer => {
  const key = randomBytes(24);
  return {
    scheme: 'standard-webhooks',
    secret: `whsec_${key.toString('base64')}`,
    sign: ({ body, at }) => {
      const id = `msg_${randomBytes(8).toString('hex')}`;
      const mac = hmac('sha256', key, 'base64', `${id}.${seconds(at)}.${body}`);
      return {
        headers: {
          [`${family}-id`]: id,
          [`${family}-timestamp`]: seconds(at),
          [`${family}-signature`]: `v1,${mac}`,
        },
      };
    },
  };
};

/** An HMAC as the operator describes it, for a system that has no scheme of its own. */
const described = (): Signer => {
  const secret = 'a-secret-that-both-sides-know';
  return {
    scheme: 'generic-hmac',
    secret,
    options: {
      header: 'X-Interface-Signature',
      prefix: 'sha256=',
      timestampHeader: 'X-Interface-Time',
      signed: '{timestamp}.{body}',
    },
    sign: ({ body, at }) => ({
      headers: {
        'x-interface-time': seconds(at),
        'x-interface-signature': `sha256=${hmac('sha256', secret, 'hex', `${seconds(at)}.${body}`)}`,
      },
    }),
  };
};

/** ECDSA over time and raw body, DER in base64. */
const sendgrid = (scheme: string): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    scheme,
    secret: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: ({ body, at }) => ({
      headers: {
        'x-twilio-email-event-webhook-timestamp': seconds(at),
        'x-twilio-email-event-webhook-signature': signBytes(
          'sha256',
          Buffer.from(seconds(at) + body),
          privateKey,
        ).toString('base64'),
      },
    }),
  };
};

/** The URL with the sorted parameters of the form. */
function urlAndForm(scheme: string, header: string): Signer {
  const secret = 'an-auth-token-of-the-account';
  return {
    scheme,
    secret,
    sign: ({ url, body }) => {
      const pairs = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
      const text = url + pairs.map(([name, value]) => name + value).join('');
      return { headers: { [header]: hmac('sha1', secret, 'base64', text) } };
    },
  };
}

function hubspot(): Signer {
  const secret = 'a-client-secret-of-the-app';
  return {
    scheme: 'hubspot',
    secret,
    sign: ({ url, body, at }) => ({
      headers: {
        'x-hubspot-request-timestamp': String(at),
        'x-hubspot-signature-v3': hmac(
          'sha256',
          secret,
          'base64',
          `POST${url}${body}${String(at)}`,
        ),
      },
    }),
  };
}

function healthie(): Signer {
  const secret = 'a-webhook-secret-of-the-account';
  return {
    scheme: 'healthie',
    secret,
    sign: ({ url, body }) => {
      const { pathname } = new URL(url);
      const digest = createHash('sha256').update(body).digest('hex');
      const length = String(Buffer.byteLength(body));
      const text = `post ${pathname}  ${digest} application/json ${length}`;
      return {
        headers: {
          'content-digest': `SHA-256=${digest}`,
          'signature-input': 'sig1=()',
          signature: `sig1=${hmac('sha256', secret, 'hex', text)}`,
        },
      };
    },
  };
}

/** In the body, and not over it. */
function mailgun(): Signer {
  const secret = 'a-webhook-signing-key';
  return {
    scheme: 'mailgun',
    secret,
    sign: ({ body, at }) => {
      const token = randomBytes(25).toString('hex');
      const timestamp = seconds(at);
      const signature = hmac('sha256', secret, 'hex', timestamp, token);
      if (!body.startsWith('{')) {
        const fields = new URLSearchParams({ timestamp, token, signature }).toString();
        return { headers: {}, body: `${body}&${fields}` };
      }
      return {
        headers: {},
        body: body
          .replace(/"token":"[^"]*"/, `"token":"${token}"`)
          .replace(/"timestamp":"[^"]*"/, `"timestamp":"${timestamp}"`)
          .replace(/"signature":"[^"]*"/, `"signature":"${signature}"`),
      };
    },
  };
}

/** The topic of the samples. */
export const TOPIC = 'arn:aws:sns:us-east-1:111111111111:SES';

/** In the body, over some of its members. @param key of the certificate that the sample names */
export function sns(key: KeyObject): Signer {
  return {
    scheme: 'sns',
    options: { topics: [TOPIC] },
    sign: ({ body }) => {
      const message = JSON.parse(body) as Readonly<Record<string, string | undefined>>;
      const names =
        message['Type'] === 'Notification'
          ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
          : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
      const text = names
        .filter((name) => message[name] !== undefined)
        .map((name) => `${name}\n${message[name] ?? ''}\n`)
        .join('');
      const signature = signBytes('sha256', Buffer.from(text), key).toString('base64');
      return {
        headers: {},
        body: body.replace(/"Signature":"[^"]*"/, () => `"Signature":"${signature}"`),
      };
    },
  };
}

const JOTFORM_TOKEN = 'a-token-that-the-operator-made-up';
const REDOX_TOKEN = 'a-verification-token';
const POSTMARK = 'cordon:a-password-in-the-url';

/** Signs as each vendor documents it, with none of the product's code. By the vendor of a sample; SNS needs a key. */
const SIGNERS: Readonly<Record<string, Signer>> = {
  calendly: timed('calendly', 'calendly-webhook-signature', 'a-signing-key-of-32-characters-or-so'),
  canvas: standard('webhook'),
  docusign: overBody('docusign', 'x-docusign-signature-1', '', 'base64'),
  fhir: described(),
  github: overBody('github', 'x-hub-signature-256', 'sha256=', 'hex'),
  healthie: healthie(),
  hl7v2: described(),
  hubspot: hubspot(),
  intercom: overBody('intercom', 'x-hub-signature', 'sha1=', 'hex', 'sha1'),
  jotform: {
    scheme: 'jotform',
    secret: JOTFORM_TOKEN,
    sign: ({ url }) => ({ headers: {}, url: `${url}?token=${JOTFORM_TOKEN}` }),
  },
  mailgun: mailgun(),
  mandrill: urlAndForm('mailchimp-transactional', 'x-mandrill-signature'),
  'meta-whatsapp': overBody('meta', 'x-hub-signature-256', 'sha256=', 'hex'),
  postmark: {
    scheme: 'postmark',
    secret: POSTMARK,
    sign: () => ({
      headers: { authorization: `Basic ${Buffer.from(POSTMARK).toString('base64')}` },
    }),
  },
  redox: {
    scheme: 'redox',
    secret: REDOX_TOKEN,
    sign: () => ({ headers: { 'verification-token': REDOX_TOKEN } }),
  },
  sendgrid: sendgrid('sendgrid'),
  'sendgrid-inbound': sendgrid('sendgrid-inbound'),
  shopify: overBody('shopify', 'x-shopify-hmac-sha256', '', 'base64'),
  slack: versioned('slack', 'x-slack-signature', 'x-slack-request-timestamp'),
  stripe: timed('stripe', 'stripe-signature', 'whsec_an-endpoint-secret'),
  svix: standard('svix'),
  twilio: urlAndForm('twilio', 'x-twilio-signature'),
  typeform: overBody('typeform', 'typeform-signature', 'sha256=', 'base64'),
  zoom: versioned('zoom', 'x-zm-signature', 'x-zm-request-timestamp'),
};

/** The signer of a sample's vendor. @param snsKey of the certificate that messages of SNS name, which `ses` needs */
export function signerFor(vendor: string, snsKey?: KeyObject): Signer {
  const signer = vendor === 'ses' && snsKey !== undefined ? sns(snsKey) : SIGNERS[vendor];
  if (signer === undefined) throw new Error(`nobody signs for ${vendor}`);
  return signer;
}
