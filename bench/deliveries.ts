import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoggedTimings {
  /** From a whole request to its answer: receive, verify, seal, record. */
  readonly accept: readonly number[];
  /** Of each decision, to write it into the ledger. */
  readonly record: readonly number[];
  /** Of each attempt that delivered. */
  readonly deliver: readonly number[];
}

/** When the gateway's deliveries were confirmed, read from its own log as it grows. */
export interface DeliveryWatch {
  /**
   * Waits until each message has been delivered to `destinations` destinations, at most `patience`
   * milliseconds.
   *
   * @returns by message id, when each of its deliveries was recorded (milliseconds since 1970)
   */
  wait(
    messageIds: readonly string[],
    destinations: number,
    patience: number,
  ): Promise<ReadonlyMap<string, readonly number[]>>;
  /** What the log tells of these messages, in milliseconds. */
  timings(messageIds: readonly string[]): LoggedTimings;
  close(): Promise<void>;
}

const CHUNK = 1024 * 1024;

export async function watchDeliveries(logFile: string): Promise<DeliveryWatch> {
  const file = await open(logFile, 'r');
  const buffer = Buffer.alloc(CHUNK);
  const delivered = new Map<string, number[]>();
  const accepts = new Map<string, number>();
  const records = new Map<string, number[]>();
  const attempts = new Map<string, number[]>();
  let rest = '';

  async function readOn(): Promise<void> {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) note(line);
    }
  }

  function note(line: string): void {
    if (line.includes('"webhook.accepted"')) {
      const { messageId, ms } = JSON.parse(line) as { messageId: string; ms: number };
      accepts.set(messageId, ms);
    }
    if (line.includes('"decision.recorded"')) {
      const { messageId, ms } = JSON.parse(line) as { messageId: string; ms: number };
      records.set(messageId, [...(records.get(messageId) ?? []), ms]);
    }
    if (!line.includes('"delivery.delivered"')) return;
    const { time, deliveryId, ms } = JSON.parse(line) as {
      time: string;
      deliveryId: string;
      ms: number;
    };
    const [messageId = ''] = deliveryId.split('~', 1);
    attempts.set(messageId, [...(attempts.get(messageId) ?? []), ms]);
    const times = delivered.get(messageId) ?? [];
    times.push(Date.parse(time));
    delivered.set(messageId, times);
  }

  return {
    wait: async (messageIds, destinations, patience) => {
      const until = Date.now() + patience;
      const missing = (): boolean =>
        messageIds.some((id) => (delivered.get(id)?.length ?? 0) < destinations);
      await readOn();
      while (missing() && Date.now() < until) {
        await sleep(50);
        await readOn();
      }
      return new Map(messageIds.map((id) => [id, delivered.get(id) ?? []]));
    },
    timings: (messageIds) => ({
      accept: messageIds.flatMap((id) => accepts.get(id) ?? []),
      record: messageIds.flatMap((id) => records.get(id) ?? []),
      deliver: messageIds.flatMap((id) => attempts.get(id) ?? []),
    }),
    close: () => file.close(),
  };
}
