import { setTimeout as sleep } from 'node:timers/promises';
import type { Item, Tables } from './tables.ts';

/** The clock of a gateway that was started with `--movable-clock`, from outside. */
export interface MovingClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves it to this time, and waits until what is due by then has been handed out. */
  moveTo(time: number): Promise<void>;
}

/** @param consoleUrl the gateway's `/dev` */
export async function openClock(consoleUrl: string): Promise<MovingClock> {
  const url = `${consoleUrl}/clock`;
  let ahead = 0;
  const ask = async (init: RequestInit = {}): Promise<void> => {
    const response = await fetch(url, init);
    const { now } = (await response.json()) as { now: string };
    ahead = Date.parse(now) - Date.now();
  };
  await ask();
  const now = (): number => Date.now() + ahead;
  return {
    now,
    moveTo: async (time) => {
      const body = JSON.stringify({ seconds: (time - now()) / 1000 });
      const headers = { 'content-type': 'application/json' };
      // What is delivered while it is moved is delivered by the new time.
      ahead += time - now();
      await ask({ method: 'POST', headers, body });
    },
  };
}

const LANES = ['clinical', 'marketing'] as const;
/** Milliseconds that one attempt gets, and that is looked for in between. */
const PATIENCE = 30_000;
const EVERY = 25;

/**
 * Lets time go by until nothing is pending, from each moment at which a delivery is due to the next.
 *
 * @returns how often the clock was moved
 */
export async function letTimePass(clock: MovingClock, tables: Tables): Promise<number> {
  for (let moves = 0; ; moves += 1) {
    await waitForDue(clock, tables);
    const next = earliest(await pendingIn(tables));
    if (next === undefined) return moves;
    await clock.moveTo(next);
  }
}

/** Waits until whatever is due by the clock has been tried. */
async function waitForDue(clock: MovingClock, tables: Tables): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const received = await tables.items('messages');
    const waiting = received.some((item) => item['openShard'] !== undefined);
    const next = earliest(await pendingIn(tables));
    if (!waiting && (next === undefined || next > clock.now())) return;
    if (Date.now() > until) throw new Error('what is due is not tried');
    await sleep(EVERY);
  }
}

async function pendingIn(tables: Tables): Promise<readonly Item[]> {
  const items = await Promise.all(LANES.map((lane) => tables.items(`outbox-${lane}`)));
  return items.flat().filter((item) => item['state'] === 'pending');
}

function earliest(items: readonly Item[]): number | undefined {
  if (items.length === 0) return undefined;
  return Math.min(...items.map((item) => Date.parse(String(item['dueAt']))));
}
