import * as z from 'zod';

/** 32 bits of an IPv4 range's network and how many of them count. */
const PRIVATE_V4: readonly (readonly [number, number])[] = [
  // RFC 1918, and the shared space of RFC 6598.
  [0x0a000000, 8],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0x64400000, 10],
];

/** Unique local addresses, RFC 4193: fc00::/7. */
const PRIVATE_V6 = /^f[cd][0-9a-f]{2}:/i;
/** The instance metadata service and its neighbors by IPv6 on AWS: fd00:ec2::/32. */
const CLOUD_V6 = /^fd00:0?ec2:/i;

/**
 * Whether a text is a range that lies wholly within private address space. Loopback and link-local addresses do not
 * (RFC 3927: the instance metadata service is at 169.254.169.254).
 */
export function isPrivateRange(text: string): boolean {
  const [net = '', prefixText = ''] = text.split('/');
  const prefix = Number(prefixText);
  if (z.cidrv4().safeParse(text).success) {
    const bits = net.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return PRIVATE_V4.some(
      ([network, length]) =>
        prefix >= length && Math.floor(bits / 2 ** (32 - length)) === network / 2 ** (32 - length),
    );
  }
  return (
    z.cidrv6().safeParse(text).success &&
    PRIVATE_V6.test(net) &&
    !CLOUD_V6.test(net) &&
    prefix >= 32
  );
}
