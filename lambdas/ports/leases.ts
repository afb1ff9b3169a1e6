import type { Lease } from '../core/deliver/lease.ts';

/** What a worker knows of attempts: its own, and whether that of another may still be under way. */
export interface Leases {
  /** A lease for an attempt that begins now. */
  take(now: Date): Lease;
  /** The attempt has ended, however it went. */
  end(lease: Lease): void;
  /** Whether the attempt that has this lease may still be under way. */
  isAlive(lease: Lease, now: Date): boolean;
}
