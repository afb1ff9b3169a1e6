import { surrogateLists } from './lists.ts';
import { between, oneOf, type RandomNumbers } from './random-numbers.ts';
import { sameShape } from './shape.ts';
import { unicode } from '../../scan/unicode.ts';

/**
 * A telephone number in the same form that rings nowhere: 555-0100 to 555-0199 are kept for fiction
 * (ATIS-0300115, NANP 555 line numbers).
 */
export function inventedPhone(value: string, random: RandomNumbers): string {
  const plain = value.normalize('NFKC');
  const [, number = plain, extension = ''] =
    /^(.*?\d)([,;\s]*(?:x|ext\.?|extension|#)\s*\d{1,6}\s*)$/i.exec(plain) ?? [];
  const total = number.replace(/\D/g, '').length;
  if (total < 7) return sameShape(plain, random);
  const line = `55501${String(between(random, 0, 99)).padStart(2, '0')}`;
  const area = `${String(between(random, 2, 9))}${String(between(random, 0, 8))}${String(between(random, 2, 9))}`;
  const own = total >= 10 ? area + line : line;
  let place = 0;
  const digits = number.replace(/\d/g, (digit) => {
    const at = place - (total - own.length);
    place += 1;
    return at < 0 ? digit : own.charAt(at);
  });
  return (
    digits +
    sameShape(extension, random).replace(
      unicode('\\p{L}+', 'g'),
      unicode('\\p{L}+').exec(extension)?.[0] ?? '',
    )
  );
}

/** An address at example.com, which nobody has (RFC 2606 section 3). */
export function inventedEmail(random: RandomNumbers): string {
  const { given, family } = surrogateLists();
  const name = `${oneOf(random, given)}.${oneOf(random, family)}`.toLowerCase();
  return `${name}${String(between(random, 10, 999))}@example.com`;
}

/** An address at example.com with a path of its own. */
export function inventedUrl(value: string, random: RandomNumbers): string {
  const scheme = /^[a-z][a-z0-9+.-]{0,15}:\/\//i.exec(value)?.[0] ?? '';
  const path = between(random, 100_000, 999_999).toString(36) + String(between(random, 100, 999));
  return `${scheme.toLowerCase()}www.example.com/${path}`;
}

/** An address that is kept for documentation: RFC 5737 and RFC 3849. */
export function inventedIp(value: string, random: RandomNumbers): string {
  if (value.includes(':')) {
    const group = (): string => between(random, 1, 0xffff).toString(16);
    return `2001:db8::${group()}:${group()}`;
  }
  const net = oneOf(random, ['192.0.2', '198.51.100', '203.0.113']);
  return `${net}.${String(between(random, 1, 254))}`;
}
