/**
 * How writers and the sealer of the ledger keep out of each other's way without speaking to each other.
 * A record that is durable within WRITE_GRACE after its minute is in that minute's seal. One that came
 * later leaves a notice in the minute that is then open, and is sealed with that one.
 */
export const WRITE_GRACE_MS = 30_000;

/**
 * A minute is sealed when it has been over for longer than this. What lies between the two is for clocks that
 * do not agree: writers and sealer may differ by half a minute. AWS keeps those of functions within milliseconds.
 */
export const SEAL_GRACE_MS = 60_000;
