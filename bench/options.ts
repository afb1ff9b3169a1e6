import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Seconds of each measured phase. */
  readonly seconds: number;
  /** Seconds of the sustained load. */
  readonly sustained: number;
  readonly rounds: number;
  /** Requests under way at once. */
  readonly connections: number;
  /** Bytes of a webhook's body. */
  readonly bytes: number;
  /** Webhooks per second of the paced phase; absent: half of what the gateway delivers at full load. */
  readonly rate?: number;
  readonly json: boolean;
  /** Folder for CPU profiles of the gateway. */
  readonly profile?: string;
}

/** The command line is wrong; the message is for the person who wrote it. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

export const USAGE = `usage: npm run bench -- ledger [records of the minute that is sealed]
       npm run bench -- [sends] [options]
  --seconds N      of each measured phase (3; of the sustained load 60)
  --rounds N       of all phases, gateway and baseline in turn (3)
  --connections N  requests under way at once (8)
  --bytes N        of a webhook's body (2048)
  --rate N         webhooks/s of the paced phase (half of what the gateway delivers at full load)
  --profile DIR    write CPU profiles of the gateway's process there
  --json           print one JSON object`;

/** @throws OptionsError */
export function parseOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        seconds: text,
        rounds: text,
        connections: text,
        bytes: text,
        rate: text,
        profile: text,
        json: { type: 'boolean', default: false },
      },
    }));
  } catch {
    throw new OptionsError(USAGE);
  }
  const whole = (name: string, otherwise: number, most: number, least = 1): number => {
    const given = values[name];
    if (given === undefined) return otherwise;
    const number = Number(given);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new OptionsError(`--${name} is a number from ${least} to ${most}.\n${USAGE}`);
    }
    return number;
  };
  const { profile } = values;
  return {
    seconds: whole('seconds', 3, 600),
    sustained: whole('seconds', 60, 600),
    rounds: whole('rounds', 3, 100),
    connections: whole('connections', 8, 512),
    // The form's own members need some of them.
    bytes: whole('bytes', 2048, 1_000_000, 1024),
    json: values['json'] === true,
    ...(values['rate'] === undefined ? {} : { rate: whole('rate', 1, 10_000) }),
    ...(typeof profile === 'string' ? { profile } : {}),
  };
}
