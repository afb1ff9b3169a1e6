import type { PortalSettings } from '../core/portal/letters.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { VaultReader } from '../ports/vault-reader.ts';
import type { KeepInboundDependencies } from './keep-inbound.ts';
import type { LinkDependencies } from './portal-link.ts';

/** What faces recipients: opens what waits in the portal, and nothing else that is sealed. */
export interface PortalDependencies extends LinkDependencies, KeepInboundDependencies {
  readonly settings: PortalSettings;
  readonly reader: VaultReader;
  /** The clinical lane's, for letters with codes. */
  readonly outbox: OutboxWriter;
  readonly deliveries: WorkQueue;
}
