const SMIME = /^application\/(?:x-)?pkcs7-mime$/;
/** S/MIME that only encloses what it signs or compresses (RFC 8551 section 3.2.2). */
const ENCLOSING =
  /;\s{0,20}smime-type\s{0,9}=\s{0,9}"?(?:signed-data|certs-only|compressed-data)\b/i;

/**
 * Why a part by its type is not to be read: S/MIME (RFC 8551), and what is encrypted in parts (RFC 1847 section 2.2,
 * for OpenPGP RFC 3156). Undefined for all others.
 *
 * @param type in small letters
 * @param contentType the whole header
 */
export function enclosedReason(
  type: string,
  contentType: string,
): 'encrypted' | 'encoded_content' | undefined {
  if (type === 'multipart/encrypted' || type === 'application/pgp-encrypted') return 'encrypted';
  if (!SMIME.test(type)) return undefined;
  return ENCLOSING.test(contentType) ? 'encoded_content' : 'encrypted';
}
