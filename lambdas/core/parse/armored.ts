/** The first line of an armor: OpenPGP (RFC 9580 section 6.2), PEM (RFC 7468 section 2), PEM mail (RFC 1421). */
const BEGIN = /-----BEGIN ([A-Z0-9][A-Z0-9 ,/.]{0,60}?)-----/g;
/** Contents that are a secret; CMS may be one (RFC 5652). */
const SECRET =
  /^(?:PGP MESSAGE|PKCS ?#?7|CMS|(?:PRIVACY-|SMIME )?ENCRYPTED\b.*|AGE ENCRYPTED FILE)/;
/** What follows it stands there as it is, up to the signature. */
const CLEAR = 'PGP SIGNED MESSAGE';

/**
 * Why a text with an armored message, key or certificate in it cannot be read; undefined for all others. Keys,
 * certificates and signatures name their owner, with a mail address as often as not.
 */
export function armorReason(text: string): 'encrypted' | 'encoded_content' | undefined {
  if (!text.includes('-----BEGIN ')) return undefined;
  let reason: 'encrypted' | 'encoded_content' | undefined;
  for (const [, label = ''] of text.matchAll(BEGIN)) {
    if (SECRET.test(label)) return 'encrypted';
    if (label !== CLEAR) reason = 'encoded_content';
  }
  return reason;
}
