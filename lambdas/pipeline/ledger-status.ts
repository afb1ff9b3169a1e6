import type { ExportDependencies } from './export-ledger.ts';

export interface LedgerStatus {
  /** Absent before the first seal. */
  readonly last?: {
    readonly sequence: number;
    readonly to: string;
    readonly sealedAt: string;
    readonly records: number;
  };
  /** Of the key that signs now. */
  readonly keyId: string;
  /** Seconds since the end of what is sealed. Quiet minutes are sealed within the hour. */
  readonly lagSeconds?: number;
}

/** Up to where the ledger is sealed. */
export async function ledgerStatus({
  seals,
  publicKey,
  clock,
}: Pick<ExportDependencies, 'seals' | 'publicKey' | 'clock'>): Promise<LedgerStatus> {
  const { keyId } = await publicKey();
  const last = await seals.last();
  if (last === undefined) return { keyId };
  const { sequence, to, sealedAt, size } = last.seal;
  return {
    keyId,
    last: { sequence, to, sealedAt, records: size },
    lagSeconds: Math.round((clock.now().getTime() - Date.parse(to)) / 1000),
  };
}
