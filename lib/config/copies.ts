import type { Deployment } from './schema.ts';

/** One copy of each: two sweepers would hand out everything twice, and two of the others would do the same work twice. */
const SINGLE = ['sweeper', 'ledger-sealer', 'ledger-dispose', 'canary'] as const;
type Single = (typeof SINGLE)[number];

/** How many copies of a function may run at once. */
export function copiesOf(
  name: Single | keyof Deployment['concurrency'],
  { concurrency }: Deployment,
): number {
  const isSingle = (one: string): one is Single => SINGLE.some((single) => single === one);
  return isSingle(name) ? 1 : concurrency[name];
}

/** Copies of the function that hands on a lane's mail that came by SMTP. */
export const RELAY_COPIES = {
  /** Mails that are handed on at once; each waits for the API. */
  handing: 10,
  /** And besides: envelopes that SES tells at once. */
  telling: 5,
} as const;

/** How many copies of functions Lambda keeps for a deployment, of the account's quota. */
export function copiesReserved({ canary, clinical, concurrency, smtp }: Deployment): number {
  const { 'mail-accept': takingMail, ...others } = concurrency;
  const relays = Object.values(smtp).filter((lane) => lane !== undefined).length;
  return (
    Object.values(others).reduce((sum, copies) => sum + copies, 0) +
    (clinical.receiving === undefined ? 0 : takingMail) +
    SINGLE.filter((name) => name !== 'canary' || canary).length +
    relays * (RELAY_COPIES.handing + RELAY_COPIES.telling)
  );
}
