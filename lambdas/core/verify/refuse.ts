import type { Refusal, RefusalReason } from './scheme.ts';

/**
 * A refusal.
 *
 * @param detail names and numbers; never a secret, never content of the request
 */
export function refuse(reason: RefusalReason, detail: string): Refusal {
  return { kind: 'refused', reason, detail };
}

/** A header that has to be there is not, or is empty. */
export function missingHeader(name: string): Refusal {
  return refuse('signature_missing', `header missing: ${name}`);
}

/** The signature was made over other bytes, or with another secret. */
export function mismatch(header: string): Refusal {
  return refuse(
    'signature_mismatch',
    `signature differs (${header}): other bytes were signed, or another secret was used`,
  );
}

/** A secret that could not be the vendor's, whatever was signed. */
export function wrongForm(expected: string): Refusal {
  return refuse('secret_malformed', `key form wrong: ${expected} is expected`);
}
