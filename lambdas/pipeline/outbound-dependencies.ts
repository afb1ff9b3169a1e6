import type { TextMessageChannel } from '../core/send/text-message.ts';
import type { Addressees } from '../ports/addressees.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { KeyUse } from '../ports/key-use.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { RecipientFacts } from '../ports/recipient-facts.ts';
import type { Registry } from '../ports/registry.ts';
import type { SendLimits } from '../ports/send-limits.ts';
import type { SendPermission } from '../ports/send-permission.ts';
import type { SecondOpinion } from '../ports/second-opinion.ts';
import type { OnceRequests, SentMessages } from '../ports/sent-requests.ts';
import type { SenderSecrets } from '../ports/sender-secrets.ts';
import type { Turns } from '../ports/turns.ts';
import type { VaultWriter } from '../ports/vault.ts';
import type { PortalMaking } from './portal-making.ts';

/** What one lane's send function is given: it seals and never opens. */
export interface OutboundDependencies {
  readonly registry: Registry;
  readonly keyUse: KeyUse;
  readonly senderSecrets: SenderSecrets;
  readonly policy: PolicySource;
  readonly documents: DocumentReader;
  /** Absent unless the deployment asks for one. */
  readonly secondOpinion?: SecondOpinion;
  /** The clinical lane's: what is known of a recipient. */
  readonly recipients?: RecipientFacts;
  /** The clinical lane's: who a recipient is to the individual whom a message is about. */
  readonly addressees?: Addressees;
  /** The marketing lane's: whether it may send, and no more. */
  readonly permission?: SendPermission;
  /** The clinical lane's: where what may not go by its channel waits to be picked up. */
  readonly portal?: PortalMaking;
  readonly ledger: Ledger;
  readonly vault: VaultWriter;
  readonly quarantine: Quarantine;
  readonly outbox: OutboxWriter;
  readonly deliveries: WorkQueue;
  readonly limits: SendLimits;
  readonly once: OnceRequests;
  readonly sent: SentMessages;
  readonly turns: Turns;
  /** The channels by which this deployment has its texts sent. */
  readonly textChannels: readonly TextMessageChannel[];
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** A disposition was decided that this flow cannot carry out: a fault of the policy, never a release. */
export class OutboundWorkError extends Error {
  override readonly name = 'OutboundWorkError';
}

/** Releasing failed after it had begun. The cause is the failure; its message is never shown. */
export class PartlyReleasedError extends Error {
  override readonly name = 'PartlyReleasedError';
}
