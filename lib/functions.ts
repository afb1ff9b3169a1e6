import { Duration } from 'aws-cdk-lib';
import type { Deployment } from './config/schema.ts';
import { FUNCTION_NAMES, type FunctionName, type QueueName, type ScheduledName } from './names.ts';

/** The functions of a deployment: some it has only where its config asks for them. */
export function functionsOf({ canary, clinical }: Deployment): readonly FunctionName[] {
  const absent: Partial<Record<FunctionName, boolean>> = {
    canary: !canary,
    'mail-accept': clinical.receiving === undefined,
  };
  return FUNCTION_NAMES.filter((name) => absent[name] !== true);
}

/** Which function reads each queue. */
export const QUEUE_CONSUMERS = {
  inbound: 'inbound-worker',
  'deliver-clinical': 'clinical-deliver',
  'deliver-marketing': 'marketing-deliver',
  'mail-feedback': 'mail-feedback',
} as const satisfies Record<QueueName, FunctionName>;

/**
 * Time limits. Functions behind an API stay under API Gateway's 29 seconds. A deliverer may wait 15
 * seconds for a destination, for each of the messages it has in hand.
 */
export const TIMEOUTS: Readonly<Record<FunctionName, Duration>> = {
  'webhook-accept': Duration.seconds(10),
  'inbound-worker': Duration.seconds(60),
  'clinical-send': Duration.seconds(25),
  'clinical-deliver': Duration.seconds(60),
  'marketing-send': Duration.seconds(25),
  'marketing-deliver': Duration.seconds(60),
  'decisions-read': Duration.seconds(25),
  'registry-admin': Duration.seconds(25),
  sweeper: Duration.seconds(50),
  'permission-check': Duration.seconds(5),
  'opt-outs': Duration.seconds(10),
  'mail-feedback': Duration.seconds(10),
  'mail-accept': Duration.seconds(30),
  'people-admin': Duration.seconds(25),
  'ledger-sealer': Duration.seconds(55),
  'ledger-dispose': Duration.seconds(28),
  'deliveries-admin': Duration.seconds(25),
  'token-reveal': Duration.seconds(10),
  'clinical-messages': Duration.seconds(25),
  'marketing-messages': Duration.seconds(25),
  portal: Duration.seconds(15),
  canary: Duration.seconds(60),
};

/**
 * How long a run that was asked for may wait until its function is free; Lambda's own limit is six hours. The sweeper's hourly
 * and daily runs wait for those of each minute to end. A seal counts as late after five minutes, and after five the next
 * canary comes.
 */
export const LATEST_RUNS: Readonly<Record<ScheduledName, Duration>> = {
  sweeper: Duration.minutes(15),
  'ledger-sealer': Duration.minutes(5),
  canary: Duration.minutes(5),
};

/** Megabytes; a Lambda's share of processor grows with its memory, and one whole vCPU comes at 1769. */
export const MEMORY: Readonly<Record<FunctionName, number>> = {
  'webhook-accept': 1024,
  'inbound-worker': 1769,
  'clinical-send': 1769,
  'clinical-deliver': 1024,
  'marketing-send': 1769,
  'marketing-deliver': 1024,
  'decisions-read': 1024,
  'registry-admin': 1769,
  sweeper: 512,
  'permission-check': 1024,
  'opt-outs': 1024,
  'mail-feedback': 512,
  'mail-accept': 1024,
  'people-admin': 1769,
  'ledger-sealer': 1769,
  'ledger-dispose': 1024,
  'deliveries-admin': 1769,
  'token-reveal': 1024,
  'clinical-messages': 1024,
  'marketing-messages': 1024,
  portal: 1024,
  canary: 512,
};

/** Messages that a reader takes at once: few where each may wait for somebody else's server. */
export const BATCH_SIZES: Readonly<Record<QueueName, number>> = {
  inbound: 10,
  'deliver-clinical': 3,
  'deliver-marketing': 3,
  'mail-feedback': 10,
};

/** Functions that read documents: they carry the thread that does, and what recognizes words in pictures. */
export const READING: readonly FunctionName[] = [
  'inbound-worker',
  'clinical-send',
  'marketing-send',
];

/** Functions that scan without deciding: they carry the scanner's model alone. */
export const SCANNING: readonly FunctionName[] = [
  'ledger-dispose',
  'people-admin',
  'registry-admin',
  'token-reveal',
  'clinical-messages',
  'marketing-messages',
];

/** Functions that prove a policy without deciding by it: they carry Cedar's WebAssembly alone. */
export const PROVING: readonly FunctionName[] = ['registry-admin'];

/** Functions that decide by what was found before: they carry the policy folder and Cedar's WebAssembly, and no model. */
export const DECIDING_AGAIN: readonly FunctionName[] = ['clinical-deliver', 'marketing-deliver'];

/** Functions that scan and decide: they carry the policy folder, Cedar's WebAssembly and the scanner's model. */
export const DECIDING: readonly FunctionName[] = [
  'inbound-worker',
  'clinical-send',
  'marketing-send',
  'deliveries-admin',
];
