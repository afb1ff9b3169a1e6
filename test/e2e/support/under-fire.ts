import { setTimeout as sleep } from 'node:timers/promises';
import { type GatewayProcess, readReady, runCordon, startGateway } from './gateway-process.ts';
import { intakeForm, type Patient, patient, seededRandom } from './patients.ts';
import { postWebhook, type VendorAnswer } from './vendor.ts';

export interface CrashOptions {
  readonly data: string;
  readonly kills: number;
  readonly seed: number;
}

export interface SentWebhook {
  /** The vendor's id. */
  readonly id: string;
  readonly body: string;
  readonly patient: Patient;
}

export interface CrashRun {
  /** The last process, which nobody killed. */
  readonly gateway: GatewayProcess;
  readonly kills: number;
  /** Everything that was posted at least once. */
  readonly sent: readonly SentWebhook[];
  /** By the vendor's id: answered with success, and every message id that answers told. */
  readonly accepted: ReadonlyMap<string, ReadonlySet<string>>;
  /** Vendor ids that were cut off and never sent again: they may have been stored, or not. */
  readonly abandoned: ReadonlySet<string>;
  /** Requests that got no answer because the process died. */
  readonly interrupted: number;
}

const POSTERS = 4;
/** One in so many kills hits the process while it is still starting. */
const KILLS_WHILE_STARTING = 6;
/** One in so many webhooks is posted twice at the same moment. */
const TWINS = 8;
/** One in so many webhooks that were cut off is never sent again. */
const GIVEN_UP = 10;
/** Milliseconds of load after the last kill. */
const LAST_LOAD = 1000;

/**
 * Posts signed webhooks without a pause while the process that receives them is killed and started
 * again on the same data, and returns while the last process works off what is left.
 */
export async function runUnderFire({ data, kills, seed }: CrashOptions): Promise<CrashRun> {
  const vendors = startVendors(seed);
  try {
    const gateway = await killAgainAndAgain(data, kills, seed, vendors);
    return { gateway, kills, ...(await vendors.stop()) };
  } finally {
    vendors.dismiss();
  }
}

async function killAgainAndAgain(
  data: string,
  kills: number,
  seed: number,
  vendors: Vendors,
): Promise<GatewayProcess> {
  // Apart from the load's, so that the delays are the same in every run.
  const random = seededRandom(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    if (kill > 0 && random() < 1 / KILLS_WHILE_STARTING) {
      await killWhileStarting(data, 100 + random() * 1900);
    } else {
      const gateway = await startGateway(data);
      vendors.aim(gateway);
      // Mostly early, when little is under way, sometimes later, when much is.
      await sleep(20 + random() * (random() < 0.7 ? 380 : 1500));
      await gateway.end('SIGKILL');
      vendors.aim(undefined);
    }
  }
  const gateway = await startGateway(data);
  vendors.aim(gateway);
  await sleep(LAST_LOAD);
  return gateway;
}

async function killWhileStarting(data: string, delay: number): Promise<void> {
  const starting = runCordon(['start', '--json', '--data', data, '--port', '0']);
  // Should it be ready before, it is killed idle.
  void readReady(starting).catch(() => undefined);
  await sleep(delay);
  await starting.end('SIGKILL');
}

interface Vendors {
  /** Posts to this process from now on; to none, while there is none. */
  aim(gateway: GatewayProcess | undefined): void;
  /** Ends when each webhook under way has been accepted or given up. */
  stop(): Promise<Omit<CrashRun, 'gateway' | 'kills'>>;
  /** They go, whatever is unfinished. */
  dismiss(): void;
}

function startVendors(seed: number): Vendors {
  let target: { readonly url: string; readonly secret: string } | undefined;
  const stopping = new AbortController();
  const dismissed = new AbortController();
  let interrupted = 0;
  const sent: SentWebhook[] = [];
  const accepted = new Map<string, Set<string>>();
  const abandoned = new Set<string>();

  /** One attempt. @returns false when it was cut off. */
  async function attempt({ id, body }: SentWebhook): Promise<boolean> {
    if (target === undefined) return false;
    let answer: VendorAnswer;
    try {
      answer = await postWebhook(target.url, target.secret, id, body);
    } catch (error) {
      if (!isRefused(error)) interrupted += 1;
      return false;
    }
    if (answer.status === 503) return false;
    if (answer.status !== 202 && answer.status !== 200) {
      throw new Error(`a webhook was answered ${String(answer.status)}`);
    }
    const known = accepted.get(id) ?? new Set();
    if (answer.messageId !== undefined) known.add(answer.messageId);
    accepted.set(id, known);
    return true;
  }

  async function vendor(number: number): Promise<void> {
    const random = seededRandom(seed * 31 + number);
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      if (target === undefined) {
        await sleep(20);
        continue;
      }
      const id = `evt-${String(number)}-${String(count)}`;
      const someone = patient(random);
      const webhook: SentWebhook = { id, patient: someone, body: intakeForm(someone, id) };
      sent.push(webhook);
      const copies = random() < 1 / TWINS ? 2 : 1;
      let attempts = await Promise.all(Array.from({ length: copies }, () => attempt(webhook)));
      if (!attempts.includes(true) && random() < 1 / GIVEN_UP) {
        abandoned.add(id);
        continue;
      }
      while (!attempts.includes(true) && !dismissed.signal.aborted) {
        await sleep(20);
        attempts = [await attempt(webhook)];
      }
    }
  }

  const vendors = Array.from({ length: POSTERS }, (_, number) => vendor(number));
  return {
    aim: (gateway) => {
      target = gateway && {
        url: gateway.ready.sources['intake']?.url ?? '',
        secret: gateway.ready.credentials.sources.intake,
      };
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(vendors);
      return { sent, accepted, abandoned, interrupted };
    },
    dismiss: () => {
      stopping.abort();
      dismissed.abort();
    },
  };
}

/** Nobody listened: the request never reached the process. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
