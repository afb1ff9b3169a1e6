import { type Running, startGateway, type StartOptions } from '../../../local/start.ts';
import { folderForAll } from './folders.ts';
import { createOperator, type Operator } from './operator.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';
import { type SnsHost, startSnsHost } from './sns-host.ts';
import { openTables, type Tables, waitUntilDrained } from './tables.ts';

const LANES = ['clinical', 'marketing'] as const;
type Lane = (typeof LANES)[number];

/** Destinations of every source. */
export const DESTINATIONS: readonly string[] = LANES.map((lane) => `${lane}-receiver`);

/** A gateway in this process, its operator, the company's two systems behind it, and SNS before it. */
export interface Company {
  readonly gateway: Running;
  readonly operator: Operator;
  readonly receivers: Readonly<Record<Lane, Receiver>>;
  readonly sns: SnsHost;
  readonly tables: Tables;
  /** Waits until nothing is under way. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * In this process and not in one of its own: the certificates of SNS are fetched from hosts of SNS alone, and only here
 * can those be led to loopback.
 *
 * @param behaviors how the systems answer, where they do more than accept
 */
export async function startCompany(
  behaviors: Partial<Record<Lane, Omit<ReceiverOptions, 'secret'>>> = {},
  options: Pick<StartOptions, 'movableClock' | 'relay'> = {},
): Promise<Company> {
  const sns = await startSnsHost();
  const gateway = await startGateway({
    data: await folderForAll(),
    host: '127.0.0.1',
    port: 0,
    vendorPages: sns.pages,
    ...options,
  });
  const operator = createOperator(gateway);
  const start = async (lane: Lane): Promise<Receiver> => {
    const receiver = await startReceiver({
      secret: gateway.credentials.destinations[`${lane}-sink`],
      ...behaviors[lane],
    });
    await operator.addDestination(`${lane}-receiver`, {
      lane,
      url: receiver.url,
      vendorId: `${lane}-system`,
      secretRef: `cordon/destination/${lane}/${lane}-sink`,
    });
    return receiver;
  };
  const receivers = { clinical: await start('clinical'), marketing: await start('marketing') };
  const tables = openTables(gateway.services['dynamodb'] ?? '');
  return {
    gateway,
    operator,
    receivers,
    sns,
    tables,
    drain: () => waitUntilDrained(tables),
    close: async () => {
      operator.destroy();
      tables.destroy();
      await gateway.stop();
      await Promise.all([sns, receivers.clinical, receivers.marketing].map((each) => each.close()));
    },
  };
}
