/** What a receiving server, or SES for it, says of a delivery that failed or waits. */
export interface Diagnosis {
  /** Enhanced status code (RFC 3463). */
  readonly status?: string | null | undefined;
  /** `smtp; ...`, with the server's own words. */
  readonly diagnosticCode?: string | null | undefined;
}

/** Characters that are looked at: a server may write as much as it likes. */
const MAX_TEXT = 4096;

/**
 * Enhanced status codes of encryption that is missing, by IANA's registry of them: encryption needed (X.7.10), and
 * REQUIRETLS support required (X.7.30, RFC 8689). A cryptographic failure (X.7.5) is said of signatures, too.
 */
const STATUS = /(?:^|[^0-9.])[45]\.7\.(?:10|30)(?![0-9.])/;

/** Transport security by any of its names. */
const NAMED = /\b(?:start[-_ ]?tls|tls|ssl)(?:v?[0-9](?:[._][0-9])?)?\b/i;

/** That it is not there, or did not come about. */
const MISSING =
  /\b(?:required?|requires|must issue|not (?:supported|offered|available|advertised|established|possible)|(?:do|does|did)(?: not|n['’]t) (?:support|offer|advertise)|no support|unsupported|unavailable|unable|cannot|can['’]t|could(?: not|n['’]t)|fail(?:s|ed|ure)?|handshake|negotiat(?:e|ion)|refused|without)\b/i;

/**
 * Whether it failed for want of TLS. Under a configuration set that requires TLS, SES gives a message up that it can
 * send in no other way (https://docs.aws.amazon.com/ses/latest/dg/security-protocols.html) and gives the reason in the
 * words of whichever side noticed; there is no code for it alone. So the words are read: transport security is named,
 * and that it is missing. Taken for one by mistake, a message waits in the portal that would have failed otherwise.
 */
export function isTlsFailure({ status, diagnosticCode }: Diagnosis): boolean {
  const text = (diagnosticCode ?? '').slice(0, MAX_TEXT);
  if (STATUS.test(status ?? '') || STATUS.test(text)) return true;
  return NAMED.test(text) && MISSING.test(text);
}
