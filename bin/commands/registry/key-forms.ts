import { accountSidOf } from '../../../lambdas/core/send/account-sid.ts';
import type { SmtpAddress } from '../running-gateway.ts';

/** A key as one API's clients take it. */
export interface KeyForm {
  readonly api: string;
  /** What the client is given as key, password or token. */
  readonly key: string;
  /** What the client is given as base URL. */
  readonly baseUrl: string;
  /** Environment variables by which it is handed over; those that clients read by themselves first. */
  readonly variables: Readonly<Record<string, string>>;
  /** What to do besides, in one line. */
  readonly note?: string;
}

/** What a new key is told as. */
export interface IssuedCredential {
  /** `ID.SECRET`. */
  readonly credential: string;
  /** Absent where the gateway computes none. */
  readonly signingSecret?: string | undefined;
}

/**
 * A new key in each API's own form, with the base URL that goes with it (docs/senders.md).
 *
 * @param url where the gateway takes what is sent, without a slash at the end
 * @param smtp where it takes mail, if it does
 */
export function keyForms(
  issued: IssuedCredential,
  url: string,
  smtp?: SmtpAddress,
): readonly KeyForm[] {
  const { credential, signingSecret } = issued;
  const { host, pathname, protocol } = new URL(url);
  const postmarkHost = `${host}${pathname.replace(/\/$/, '')}`;
  const form = (
    api: string,
    key: string,
    baseUrl: string,
    [keyVariable, urlVariable]: readonly [string, string],
  ): KeyForm => ({
    ...{ api, key, baseUrl },
    variables: { [keyVariable]: key, [urlVariable]: baseUrl },
  });
  const postmark = form('Postmark', credential, postmarkHost, [
    'POSTMARK_SERVER_TOKEN',
    'POSTMARK_REQUEST_HOST',
  ]);
  return [
    form('Cordon', credential, url, ['CORDON_KEY', 'CORDON_URL']),
    form('SendGrid', `SG.${credential}`, `${url}/`, ['SENDGRID_API_KEY', 'SENDGRID_BASE_URL']),
    ...(signingSecret === undefined ? [] : [sesForm(credential, signingSecret, url)]),
    form('Mailgun', `key-${credential}`, url, ['MAILGUN_API_KEY', 'MAILGUN_URL']),
    {
      ...postmark,
      variables: { ...postmark.variables, POSTMARK_USE_HTTPS: String(protocol === 'https:') },
    },
    form('Resend', `re_${credential}`, url, ['RESEND_API_KEY', 'RESEND_BASE_URL']),
    form('Mailchimp Transactional', `md-${credential}`, `${url}/api/1.3`, [
      'MANDRILL_API_KEY',
      'MANDRILL_BASE_PATH',
    ]),
    twilioForm(credential, url),
    ...(smtp === undefined ? [] : smtpForms(credential, smtp)),
  ];
}

/** Any user name will do: the key says whose it is. Its id is one that people find again in records. */
function smtpForms(credential: string, smtp: SmtpAddress): readonly KeyForm[] {
  const { host, port, securePort, certificate } = smtp;
  const user = credential.slice(0, credential.indexOf('.'));
  // Node.js reads it by itself; a certificate that Cordon made is one that nobody trusts otherwise.
  const trust = certificate === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificate };
  const named = host.includes(':') ? `[${host}]` : host;
  const form = (api: string, scheme: string, own: number, portVariable: string): KeyForm => ({
    ...{ api, key: credential, baseUrl: `${scheme}://${named}:${String(own)}` },
    variables: {
      ...{ SMTP_HOST: host, SMTP_USER: user, SMTP_PASSWORD: credential },
      ...{ [portVariable]: String(own), ...trust },
    },
  });
  return [
    ...(port === undefined ? [] : [form('SMTP', 'smtp', port, 'SMTP_PORT')]),
    ...(securePort === undefined ? [] : [form('SMTP over TLS', 'smtps', securePort, 'SMTPS_PORT')]),
  ];
}

/** The AWS SDK reads all of these by itself; the region is part of what it signs, and may be any. */
function sesForm(credential: string, signingSecret: string, url: string): KeyForm {
  const id = credential.slice(0, credential.indexOf('.'));
  return {
    api: 'Amazon SES',
    key: `${id}.${signingSecret}`,
    baseUrl: url,
    variables: {
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: signingSecret,
      AWS_ENDPOINT_URL_SESV2: url,
    },
  };
}

/** Twilio's clients take an account and a token; the account names the key, and goes with no other. */
function twilioForm(credential: string, url: string): KeyForm {
  const account = accountSidOf(credential.slice(0, credential.indexOf('.')));
  return {
    api: 'Twilio',
    key: `${account}:${credential}`,
    baseUrl: url,
    variables: {
      TWILIO_ACCOUNT_SID: account,
      TWILIO_AUTH_TOKEN: credential,
      TWILIO_BASE_URL: url,
    },
    note: 'const client = twilio(); client.api.baseUrl = process.env.TWILIO_BASE_URL;',
  };
}

/** Lines of a `.env` file, each variable once. */
export function asEnvironment(forms: readonly KeyForm[]): string {
  const said = new Set<string>();
  const once = (line: string): boolean => said.size < said.add(line).size;
  return forms
    .flatMap(({ api, variables, note }) => [
      `# ${api}`,
      ...(note === undefined ? [] : [`# ${note}`]),
      ...Object.entries(variables)
        .map(([name, value]) => `${name}=${value}`)
        .filter(once),
    ])
    .join('\n');
}
