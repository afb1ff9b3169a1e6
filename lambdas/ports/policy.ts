import type { Policy } from '../core/decide/policy.ts';

/** The policy as the pipeline needs it. Defined with the decide step, whose language it speaks. */
export type { Policy } from '../core/decide/policy.ts';

/** Where the policy in force comes from. It can be replaced while the program runs. */
export interface PolicySource {
  /**
   * The policy in force. Ask once for each message and decide all of it by the answer, so that no message
   * is decided half by one policy and half by the next. A replacement that cannot be read, or is refused,
   * leaves the last good policy in force.
   *
   * @throws while it could not yet be read whether another policy than the bundled one is in force
   */
  current(): Promise<Policy>;
}

/** The policy that was published last, if any was. */
export interface PublishedPolicy {
  /** `entry` is what was stored, unchecked. */
  read(): Promise<{ readonly version: number; readonly entry: unknown } | undefined>;
}
