/**
 * SES allows ASCII letters, digits, `_` and `-` in a tag's value, at most 256 of them (SESv2 API,
 * MessageTag). Everything but letters, digits and `-` is written as `_` and the two hex digits of
 * each UTF-8 byte, so that events can be led back to the delivery without a table.
 */
export function toDeliveryTag(deliveryId: string): string {
  let tag = '';
  for (const byte of Buffer.from(deliveryId)) {
    const char = String.fromCharCode(byte);
    tag += /[A-Za-z0-9-]/.test(char) ? char : `_${byte.toString(16).padStart(2, '0')}`;
  }
  return tag;
}

/** The delivery that a tag names, or undefined when `toDeliveryTag` wrote no such tag. */
export function fromDeliveryTag(tag: string): string | undefined {
  if (!/^(?:[A-Za-z0-9-]|_[0-9a-f]{2})*$/.test(tag)) return undefined;
  const bytes = tag
    .split(/(_[0-9a-f]{2})/)
    .map((part) => (part.startsWith('_') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)));
  const deliveryId = Buffer.concat(bytes).toString('utf8');
  return toDeliveryTag(deliveryId) === tag ? deliveryId : undefined;
}
