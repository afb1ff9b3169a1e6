import { randomId } from '../core/message/ids.ts';
import { readToken } from '../core/protect/tokens.ts';
import type { RevealPurpose } from '../core/record/reveal-record.ts';
import type { AccessKey } from '../core/registry/access-key.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { TokenReader } from '../ports/token-reader.ts';

export interface RevealDependencies {
  readonly tokens: TokenReader;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

export interface RevealRequest {
  readonly token: string;
  readonly purpose: RevealPurpose;
  /** Why somebody looks whose key may not; absent: his may. */
  readonly breakGlass?: string;
}

export type RevealOutcome =
  | { readonly kind: 'revealed'; readonly value: string }
  | { readonly kind: 'unknown_token' }
  /** A key of the marketing lane, or of no lane: there is no way. */
  | { readonly kind: 'wrong_lane' }
  /** Its lane may, the key may not; breaking the glass is left. */
  | { readonly kind: 'beyond_key' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] };

/** Whether a key may ask at all: one of a program of the clinical lane. */
export function mayAsk({ use }: AccessKey): boolean {
  return use.kind === 'send' && use.lane === 'clinical';
}

/**
 * What a token stands for, for the clinical lane alone (45 CFR 164.514(c)). Each reveal is in the ledger before
 * anybody sees the value; one that broke the glass (45 CFR 164.312(a)(2)(ii)) raises an alarm, too.
 *
 * @throws when it cannot be opened or recorded now: then it is not shown
 */
export async function revealToken(
  { token, purpose, breakGlass }: RevealRequest,
  key: AccessKey,
  deps: RevealDependencies,
): Promise<RevealOutcome> {
  if (!mayAsk(key)) return { kind: 'wrong_lane' };
  const reveals = key.use.kind === 'send' && key.use.reveals === true;
  if (!reveals && breakGlass === undefined) return { kind: 'beyond_key' };
  if (breakGlass !== undefined) {
    const problems = checkWhy(breakGlass);
    const field = '/breakGlass/reason';
    if (problems.length > 0) {
      return { kind: 'invalid', problems: problems.map(({ reason }) => ({ field, reason })) };
    }
  }
  if (readToken(token) === undefined) return { kind: 'unknown_token' };
  const value = await deps.tokens.reveal(key.entityId, token);
  if (value === undefined) return { kind: 'unknown_token' };
  await deps.ledger.append({
    kind: 'reveal',
    recordId: `rvl_${randomId(deps.random)}`,
    recordedAt: deps.clock.now().toISOString(),
    entityId: key.entityId,
    token,
    purpose,
    by: key.id,
    ...(breakGlass === undefined ? {} : { breakGlass }),
  });
  deps.log.write({ event: 'token.revealed', keyId: key.id, purpose });
  if (breakGlass !== undefined) {
    deps.log.write({ event: 'token.break_glass', keyId: key.id, purpose });
  }
  return { kind: 'revealed', value };
}
