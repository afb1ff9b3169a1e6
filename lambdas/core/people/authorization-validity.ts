import type { Channel, Purpose } from '../vocabulary.ts';
import { AUTHORIZATION_ELEMENTS, type AuthorizationTerms } from './authorization-terms.ts';

/** Why an authorization does not count, in words that an officer reads, with the paragraph. */
export interface AuthorizationFault {
  readonly reason: string;
  readonly citation: string;
}

export interface AuthorizationQuestion {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** A third party pays for the communication, or nobody knows whether one does. */
  readonly remunerated: boolean;
  readonly now: Date;
}

/**
 * Every reason for which an authorization is defective at a moment, whatever it is asked for
 * (45 CFR 164.508(b)(2)). Computed with each question: an expiry or a revocation works at once.
 */
export function authorizationFaults(
  terms: AuthorizationTerms,
  now: Date,
): readonly AuthorizationFault[] {
  const today = now.toISOString().slice(0, 10);
  const faults: AuthorizationFault[] = terms.missing.map((element) => ({
    reason: `missing: ${element}`,
    citation: AUTHORIZATION_ELEMENTS[element],
  }));
  const fault = (reason: string, paragraph: string) =>
    faults.push({ reason, citation: `45 CFR 164.508${paragraph}` });
  if (terms.signedOn !== undefined && terms.signedOn > today) {
    fault('signed in the future', '(c)(1)(vi)');
  }
  if (terms.expiresOn !== undefined && today > terms.expiresOn) fault('expired', '(b)(2)(i)');
  else if (terms.expiryEventOn !== undefined && today >= terms.expiryEventOn) {
    fault('expired', '(b)(2)(i)');
  }
  if (terms.revokedAt !== undefined && now.toISOString() >= terms.revokedAt) {
    fault('revoked', '(b)(5)');
  }
  if (terms.remuneration === 'not_stated') fault('remuneration not stated', '(a)(3)(ii)');
  // One document may hold several authorizations, or join research: nothing else (b)(3).
  if (terms.combinedWith === 'other_document') fault('compound', '(b)(3)');
  if (terms.conditioned) fault('conditioned', '(b)(4)');
  if (terms.knownFalse) fault('false information', '(b)(2)(v)');
  return faults;
}

/** The faults for one use: besides those of the document, that it does not speak of this use. */
export function authorizationFaultsFor(
  terms: AuthorizationTerms,
  { purpose, channel, remunerated, now }: AuthorizationQuestion,
): readonly AuthorizationFault[] {
  const faults = [...authorizationFaults(terms, now)];
  if (terms.purposes.length > 0 && !terms.purposes.includes(purpose)) {
    faults.push({ reason: 'another purpose', citation: AUTHORIZATION_ELEMENTS.purpose });
  }
  if (terms.channels?.includes(channel) === false) {
    faults.push({ reason: 'another channel', citation: AUTHORIZATION_ELEMENTS.information });
  }
  if (remunerated && terms.remuneration === 'none') {
    faults.push({ reason: 'remuneration not stated', citation: '45 CFR 164.508(a)(3)(ii)' });
  }
  return faults;
}
