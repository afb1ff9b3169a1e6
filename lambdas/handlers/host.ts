import type { ClientConfig } from '../adapters/aws/shared/client-config.ts';
import type { HttpsVendorPagesOptions } from '../adapters/aws/shared/https-vendor-pages.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** What differs between a function in AWS and the same function in the embedded runtime. */
export interface Host {
  readonly clients: ClientConfig;
  /** For a second opinion, where the other services are emulated; absent: as the others. */
  readonly opinionClients?: ClientConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** The folder of the policy that was deployed with the function. */
  readonly policyDirectory: string;
  /** The module of the thread that reads documents. */
  readonly readingThread: URL;
  /** Development only: destinations on loopback over plain HTTP. */
  readonly allowLoopbackHttp: boolean;
  /** Development only: an index of a table holds what the table does, at any moment. */
  readonly indexIsCurrent?: boolean;
  /** Development only: this process is all there is, and what an earlier one had under way ended with it. */
  readonly isAlone?: boolean;
  /** Tests only: where the vendors' pages are; absent: on the internet. */
  readonly vendorPages?: HttpsVendorPagesOptions;
  /** Seconds that registry entries may be old; absent: the adapter's own default. */
  readonly registryCacheSeconds?: number;
}
