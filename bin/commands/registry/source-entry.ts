import { MAIL_SCHEME } from '../../../lambdas/core/receive/mail-source.ts';
import type { Source } from '../../../lambdas/core/registry/source.ts';
import { findSchemeByAlias, SCHEME_NAMES } from '../../../lambdas/core/verify/schemes.ts';
import { PURPOSES, type Lane } from '../../../lambdas/core/vocabulary.ts';
import { CommandError } from '../running-gateway.ts';

/** What the command line says of a source. */
export interface SourceFlags {
  readonly scheme?: string;
  readonly entity?: string;
  readonly lane?: Lane;
  readonly purpose?: string;
  readonly care?: boolean;
  readonly part2?: true;
  readonly synthetic?: true;
  readonly destination?: readonly string[];
  readonly secretRef?: string;
  readonly handshakeSecretRef?: string;
  readonly topic?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly publicUrl?: string;
  readonly tolerance?: number;
  readonly maxBody?: number;
}

/** Bytes: more than vendors send but for files. */
const USUAL_MAX_BODY = 1024 * 1024;
/** Bytes: mail brings its files along. */
const USUAL_MAX_MAIL = 5 * 1024 * 1024;
/** What a lane stands for, where nothing else is said. */
const OF_LANE = {
  clinical: { purpose: 'clinical', careContext: true },
  marketing: { purpose: 'marketing', careContext: false },
} as const;
/** Schemes that sign the URL: behind a domain of one's own they need it. */
const SIGNS_URL: ReadonlySet<string> = new Set([
  ...['twilio', 'hubspot', 'hubspot-v2', 'mailchimp-transactional', 'healthie'],
]);

/** Whether a scheme has a secret of its own for the handshake. */
export const hasHandshakeSecret = (scheme: string): boolean => scheme === 'meta';

/** The scheme that a name stands for; the name itself where there is none, for the gateway to complain about. */
export function schemeNamed(name: string): { readonly name: string; readonly signs: boolean } {
  if (name.toLowerCase() === MAIL_SCHEME) return { name: MAIL_SCHEME, signs: false };
  const scheme = findSchemeByAlias(name.toLowerCase());
  return { name: scheme?.name ?? name, signs: scheme?.certificateUrl === undefined };
}

/**
 * The entry that flags describe, with the usual where they say nothing.
 *
 * @throws CommandError that lists all that is missing
 */
export function sourceFrom(id: string, flags: SourceFlags): Partial<Source> {
  const missing = missingFlags(id, flags);
  if (missing.length > 0)
    throw new CommandError(`Of the source is missing:\n${missing.join('\n')}`);
  const { name, signs } = schemeNamed(flags.scheme ?? '');
  const usual = flags.lane === undefined ? undefined : OF_LANE[flags.lane];
  const { topic, options, publicUrl, tolerance } = flags;
  const secretRef = flags.secretRef ?? (signs ? `cordon/source/${id}` : undefined);
  const handshakeSecretRef =
    flags.handshakeSecretRef ??
    (hasHandshakeSecret(name) && secretRef !== undefined ? `${secretRef}/handshake` : undefined);
  const purpose = PURPOSES.find((each) => each === flags.purpose) ?? usual?.purpose;
  return {
    id,
    ...(flags.entity === undefined ? {} : { entityId: flags.entity }),
    scheme: name,
    ...(secretRef === undefined ? {} : { secretRef }),
    ...(handshakeSecretRef === undefined ? {} : { handshakeSecretRef }),
    ...(topic === undefined && options === undefined
      ? {}
      : { options: { ...options, ...(topic === undefined ? {} : { topics: [...topic] }) } }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(tolerance === undefined ? {} : { toleranceSeconds: tolerance }),
    careContext: flags.care ?? usual?.careContext ?? true,
    ...(flags.part2 === true ? { part2: true } : {}),
    ...(flags.synthetic === true ? { synthetic: true } : {}),
    ...(purpose === undefined ? {} : { purpose }),
    destinationIds: [...(flags.destination ?? [])],
    maxBodyBytes: flags.maxBody ?? (name === MAIL_SCHEME ? USUAL_MAX_MAIL : USUAL_MAX_BODY),
  };
}

function missingFlags(id: string, flags: SourceFlags): readonly string[] {
  const { scheme, entity, lane, purpose, care, destination, topic, options } = flags;
  const known = scheme === undefined ? undefined : schemeNamed(scheme);
  const needs: readonly (readonly [boolean, string])[] = [
    [id === '', 'its id, first of all: cordon sources add ID; vendors post to /webhooks/ID'],
    [
      scheme === undefined,
      `--scheme NAME, how its vendor signs: ${SCHEME_NAMES.join(', ')}; or mail`,
    ],
    [entity === undefined, '--entity ID, whose data it is: the hospital whose agreement applies'],
    [
      destination === undefined,
      '--destination ID, where its webhooks go, more than once for several (cordon destinations list)',
    ],
    [
      lane === undefined && purpose === undefined,
      `--purpose WORD, what its webhooks are for: ${PURPOSES.join(', ')}; or --lane`,
    ],
    [
      lane === undefined && care === undefined,
      '--care if it means care by its nature, so that any identifier in it is PHI, or --no-care; or --lane',
    ],
    [
      known?.name === 'sns' && topic === undefined && options === undefined,
      '--topic ARN, the topic of SNS that may post, more than once for several',
    ],
    [
      known?.name === 'generic-hmac' && options === undefined,
      '--options JSON, how its vendor signs: {"header":"X-Signature","prefix":"sha256="} (docs/vendors.md)',
    ],
  ];
  return needs.filter(([isMissing]) => isMissing).map(([, words]) => `  ${words}`);
}

/** What may have to be done yet before its webhooks verify. */
export function nextSteps(
  { scheme = '', secretRef, handshakeSecretRef, publicUrl }: Partial<Source>,
  put: { readonly secret: boolean; readonly handshake: boolean },
): readonly string[] {
  return [
    ...(secretRef === undefined || put.secret ? [] : [`Put its signing secret at ${secretRef}.`]),
    ...(handshakeSecretRef === undefined || put.handshake
      ? []
      : [`Put the secret of its handshake at ${handshakeSecretRef}.`]),
    ...(SIGNS_URL.has(scheme) && publicUrl === undefined
      ? ["Its vendor signs the URL: give --public-url where that is another than Cordon's own."]
      : []),
    ...(scheme === MAIL_SCHEME
      ? [
          'In AWS, name its addresses in "clinical.receiving" of the config (docs/receiving-mail.md).',
        ]
      : []),
  ];
}

/** For --help: what vendors take. */
export const SOURCE_EXAMPLES = `
Examples (each with --why "..."):
  cordon sources add stripe --scheme stripe --entity st-brendan --lane clinical --destination ehr --secret-from-file stripe.secret
  cordon sources add calendly --scheme calendly --entity st-brendan --lane clinical --destination ehr --destination crm --secret-from-file calendly.secret
  cordon sources add sms --scheme twilio --entity st-brendan --lane clinical --destination ehr --public-url https://hooks.clinic.example/webhooks/sms --secret-from-file twilio.secret
  cordon sources add whatsapp --scheme meta --entity st-brendan --lane clinical --destination ehr --secret-from-file app.secret --handshake-secret-from-file verify.token
  cordon sources add bounces --scheme sns --entity st-brendan --lane marketing --destination crm --topic arn:aws:sns:us-east-1:123456789012:bounces
  cordon sources add issues --scheme github --entity st-brendan --purpose general_business --no-care --destination crm --secret-from-file github.secret
  cordon sources add intake --scheme jotform --entity st-brendan --lane clinical --destination ehr --secret-from-file token
  cordon sources add lab --scheme generic-hmac --options '{"header":"X-Signature","prefix":"sha256="}' --entity st-brendan --lane clinical --destination ehr --secret-from-file lab.secret
  cordon sources add lab-mail --scheme mail --options '{"senders":["lab.example"]}' --entity st-brendan --lane clinical --destination ehr
  cordon sources add slack --from slack.json`;
