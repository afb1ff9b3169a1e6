import type { Decision } from './decision.ts';

/**
 * The decision about mail that nobody vouches for: whatever the policy says, it is held, in shadow mode too. Why is among
 * the reasons for which it was not read.
 */
export function mailInDoubt(policyVersion: string): Decision {
  return {
    disposition: 'quarantine',
    reasonCode: 'mail-in-doubt',
    rules: [],
    refused: [],
    says: 'Mail goes on only where its author is proven and may write to the source, and where it was found free of spam and malicious software.',
    citations: ['45 CFR 164.312(d)', '45 CFR 164.308(a)(5)(ii)(B)'],
    remedy:
      'Nobody opens it, and its sender is not told. Whoever expects mail asks for it again by another way: from a domain with DMARC, and less at once; or the senders or the limit of the source are mended first. Otherwise it is lost to its recipient.',
    policyVersion,
  };
}
