import type { Lane } from '../core/vocabulary.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { InboundMessages } from '../ports/inbound-messages.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { Registry } from '../ports/registry.ts';
import type { SecondOpinion } from '../ports/second-opinion.ts';
import type { TokenVault } from '../ports/token-vault.ts';
import type { VaultReader } from '../ports/vault-reader.ts';

/** What the inbound worker is given: it alone, with the clinical lane, opens the vault. */
export interface InboundDependencies {
  readonly registry: Registry;
  readonly vault: VaultReader;
  readonly messages: InboundMessages;
  /** Its own: a message that waits for others is handed out again. */
  readonly queue: WorkQueue;
  readonly policy: PolicySource;
  readonly documents: DocumentReader;
  /** Absent unless the deployment asks for one. */
  readonly secondOpinion?: SecondOpinion;
  readonly ledger: Ledger;
  readonly quarantine: Quarantine;
  readonly tokens: TokenVault;
  readonly outbox: Readonly<Record<Lane, OutboxWriter>>;
  readonly deliveries: Readonly<Record<Lane, WorkQueue>>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** Processing cannot go on now; the queue tries again. Static messages only. */
export class InboundWorkError extends Error {
  override readonly name = 'InboundWorkError';
}
