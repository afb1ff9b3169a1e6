/** What a receiving server, or SES for it, says of a delivery that failed or waits. */
export interface Diagnosis {
  /** Enhanced status code (RFC 3463). */
  readonly status?: string | null | undefined;
  /** `smtp; ...`, with the server's own words. */
  readonly diagnosticCode?: string | null | undefined;
}

/** Characters that are looked at: a server may write as much as it likes. */
const MAX_TEXT = 4096;

/** Enhanced status codes of failures, wherever they stand (RFC 3463): their subject and detail. */
const CODES = /(?<![0-9.])[45]\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])/g;

/**
 * Encryption that is missing, by IANA's registry: encryption needed (X.7.10), and REQUIRETLS support required (X.7.30,
 * RFC 8689). A cryptographic failure (X.7.5) is said of signatures, too.
 */
const OF_TLS: ReadonlySet<string> = new Set(['7.10', '7.30']);

/**
 * What says why by itself: addressing, mailbox, mail system, protocol, content, security. A code of the network (X.4),
 * and the undefined ones (X.0, X.7.0), are what servers write for want of TLS, too.
 */
const OF_ANOTHER_CAUSE = /^(?:[12356]\.|7\.(?!0$))/;

/** Transport security by any of its names. */
const NAMED = /\b(?:start[-_ ]?tls|tls|ssl)(?:v?[0-9](?:[._][0-9])?)?\b/i;

/** That it is not there, or did not come about. */
const MISSING =
  /\b(?:required?|requires|must issue|not (?:supported|offered|available|advertised|established|possible)|(?:do|does|did)(?: not|n['\u2019]t) (?:support|offer|advertise)|no support|unsupported|unavailable|unable|cannot|can['\u2019]t|could(?: not|n['\u2019]t)|fail(?:s|ed|ure)?|handshake|negotiat(?:e|ion)|refused|without)\b/i;

/**
 * Whether it failed for want of TLS. Under a configuration set that requires TLS, SES gives a message up that it can
 * send in no other way (https://docs.aws.amazon.com/ses/latest/dg/security-protocols.html) and gives the reason in the
 * words of whichever side noticed. So a status code that says why decides, and of `user unknown` beside a word about TLS
 * the address is what is wrong; where no code says why, the words are read: transport security is named, and that it is
 * missing. Taken for one by mistake, a message waits in the portal that would have failed otherwise.
 */
export function isTlsFailure({ status, diagnosticCode }: Diagnosis): boolean {
  const text = (diagnosticCode ?? '').slice(0, MAX_TEXT);
  const given = `${(status ?? '').slice(0, MAX_TEXT)}\n${text}`;
  const codes = [...given.matchAll(CODES)].map(
    ([, subject, detail]) => `${subject ?? ''}.${detail ?? ''}`,
  );
  if (codes.some((code) => OF_TLS.has(code))) return true;
  if (codes.some((code) => OF_ANOTHER_CAUSE.test(code))) return false;
  return NAMED.test(text) && MISSING.test(text);
}
