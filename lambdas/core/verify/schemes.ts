import type { Scheme } from './scheme.ts';
import { calendly } from './schemes/calendly.ts';
import { standardWebhooks } from './schemes/standard-webhooks.ts';

const SCHEMES: ReadonlyMap<string, Scheme> = new Map(
  [standardWebhooks, calendly].map((scheme) => [scheme.name, scheme]),
);

/** What a source may name. */
export const SCHEME_NAMES: readonly string[] = [...SCHEMES.keys()];

/** The scheme of that name, or undefined: an unknown name never falls back to another scheme. */
export function findScheme(name: string): Scheme | undefined {
  return SCHEMES.get(name);
}
