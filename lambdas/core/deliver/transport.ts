import type { Transport } from '../decide/facts.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Transport security of a destination's URL. Plain HTTP counts as `local` on loopback alone. */
export function transportOf(url: string): Transport {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return 'unknown';
  }
  if (parsed.protocol === 'https:') return 'tls';
  if (parsed.protocol !== 'http:') return 'unknown';
  return LOOPBACK.has(parsed.hostname) ? 'local' : 'plain';
}
