import * as z from 'zod';

export const domainName = z
  .string()
  .regex(
    /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'a domain name in lower case, such as mail.example.com',
  );

/** To which paths are added: whatever stood after it would stand in the middle, and what stands before the host in every letter. */
export const publicAddress = z
  .url({ protocol: /^https$/, error: 'an https URL' })
  .refine((text) => {
    const { hostname, username, password } = new URL(text);
    const isBare = username === '' && password === '' && !/[?#]/.test(text);
    return isBare && domainName.safeParse(hostname).success;
  }, 'an https URL of a domain name, without a user, query or fragment');

interface Addresses {
  readonly publicUrl: string;
  readonly portal: { readonly url: string };
  readonly apis: Readonly<
    Record<string, { readonly customDomain?: { readonly name: string } | undefined }>
  >;
}

/** What is wrong about who answers where: every API has a host of its own, and above all the recipients' one. */
export function checkAddresses(
  { publicUrl, portal, apis }: Addresses,
  complain: (path: string[], message: string) => void,
): void {
  const portalHost = new URL(portal.url).hostname;
  if (portalHost === new URL(publicUrl).hostname) {
    complain(
      ['portal', 'url'],
      'must have another host than publicUrl: its cookies are for recipients alone',
    );
  }
  const before = new Map<string, string>();
  for (const [audience, { customDomain }] of Object.entries(apis)) {
    if (customDomain === undefined) continue;
    const { name } = customDomain;
    const path = ['apis', audience, 'customDomain', 'name'];
    const same = before.get(name);
    if (same !== undefined) complain(path, `must be another than that of ${same}`);
    if (audience !== 'portal' && name === portalHost) {
      complain(path, 'must be another host than portal.url');
    }
    before.set(name, audience);
  }
}
