/**
 * The bytes of a base64 text in the one way that RFC 4648, section 4, writes them: padded, without characters of another
 * alphabet, and with zeros in the bits that hold nothing (section 3.5). Node decodes many texts to the same bytes, and what
 * was signed, or the credentials of a request, should have one spelling.
 *
 * @returns undefined when it is another text than its bytes make, or empty
 */
export function decodeCanonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}
