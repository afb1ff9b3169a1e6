import type { IdentifierLabel } from '../scan/labels.ts';

/** Makes the next token for a value with this label. */
export type TokenMaker = (label: IdentifierLabel) => string;

/** A token set's id is not what tokens may be made from. */
export class TokenSetIdError extends Error {
  override readonly name = 'TokenSetIdError';
}

/**
 * Tokens such as `tok_name_<setId>_3`: the label, the set in which its value is kept, its ordinal there.
 *
 * `setId` must be random (26 characters of Crockford's base32 are 130 bits): a code derived from
 * information about the individual, a hash or an HMAC included, would not be de-identified
 * (45 CFR 164.514(c)(1)). Two payloads never share a token, so tokens cannot be joined across them.
 *
 * @throws TokenSetIdError when `setId` does not have that form.
 */
export function createTokenMaker(setId: string): TokenMaker {
  if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(setId)) {
    throw new TokenSetIdError('a token set id is 26 characters of lower-case base32');
  }
  let ordinal = 0;
  return (label) => {
    ordinal += 1;
    return `tok_${label.toLowerCase()}_${setId}_${String(ordinal)}`;
  };
}

const TOKEN = /^tok_[a-z0-9_]{1,40}?_([0-9a-hjkmnp-tv-z]{26})_[1-9]\d{0,6}$/;

/** Where a token's value is kept; undefined when it is no token. */
export function readToken(token: string): { readonly setId: string } | undefined {
  const setId = TOKEN.exec(token.slice(0, 128))?.[1];
  return setId === undefined ? undefined : { setId };
}
