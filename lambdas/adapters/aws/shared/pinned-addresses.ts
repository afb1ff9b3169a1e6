import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isInRanges, isLoopbackAddress, isPublicAddress } from './public-address.ts';

export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Resolves a host name; injected by tests. */
export type Resolver = (hostname: string) => Promise<readonly PinnedAddress[]>;

/** A host that must not be connected to. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

/** The system's resolver, as the connection itself would use it. */
export const systemResolver: Resolver = async (hostname) => {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * Resolves a host once and checks every address that came back. The connection is then made to these and
 * no others, so that a name cannot answer differently between the check and the use (DNS rebinding).
 *
 * @param hostname as in a URL: an IPv6 address is in brackets.
 * @throws AddressRefusedError when any of them is not public, or none came back.
 */
export async function resolvePinned(
  hostname: string,
  allowLoopback: boolean,
  resolve: Resolver,
  allowedRanges: readonly string[] = [],
): Promise<readonly PinnedAddress[]> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(host);
  const addresses: readonly PinnedAddress[] =
    version === 0 ? await resolve(host) : [{ address: host, family: version === 6 ? 6 : 4 }];
  const allowed = ({ address }: PinnedAddress) =>
    isPublicAddress(address) ||
    isInRanges(address, allowedRanges) ||
    (allowLoopback && isLoopbackAddress(address));
  if (addresses.length === 0 || !addresses.every(allowed)) {
    throw new AddressRefusedError('the host is not on the public internet');
  }
  return addresses;
}

/** A `lookup` for `net.connect` that knows the pinned addresses and nothing else. */
export function pinnedLookup(addresses: readonly PinnedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true)
      callback(
        null,
        addresses.map((one) => ({ ...one })),
      );
    else if (first !== undefined) callback(null, first.address, first.family);
    else callback(new AddressRefusedError('no address'), '', 4);
  };
}
