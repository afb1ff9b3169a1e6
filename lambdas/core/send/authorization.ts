/** The token of an `Authorization: Bearer` header (RFC 6750), or undefined. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([!-~]{1,128})$/i.exec(authorization ?? '')?.[1];
}

/** User and password of an `Authorization: Basic` header (RFC 7617), or undefined. */
export function basicOf(
  authorization: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
