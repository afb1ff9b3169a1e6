import type { TokenMaker } from '../tokens.ts';
import type { Transform } from './transform.ts';

/** One random token for each distinct value of one message. */
export function tokenTransform(makeToken: TokenMaker): Transform {
  const tokens = new Map<string, string>();
  return ({ label, value }) => {
    const key = `${label} ${value}`;
    const token = tokens.get(key) ?? makeToken(label);
    tokens.set(key, token);
    return token;
  };
}
