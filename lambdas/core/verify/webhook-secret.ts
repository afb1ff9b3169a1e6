/**
 * The key bytes of a Standard Webhooks secret: base64 after an optional `whsec_`.
 *
 * @returns undefined when it is not base64 of at least one byte: an empty secret never signs or verifies.
 */
export function decodeWebhookSecret(secret: string): Buffer | undefined {
  const text = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret;
  // Node decodes whatever it is given; a key cut short by a paste must not become another key.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) {
    return undefined;
  }
  const key = Buffer.from(text, 'base64');
  return key.length > 0 ? key : undefined;
}
