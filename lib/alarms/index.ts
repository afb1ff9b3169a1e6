import type { Deployment } from '../config/schema.ts';
import type { AlarmEntry } from './alarm.ts';
import { canaryAlarms } from './canary.ts';
import { deliveryAlarms } from './deliveries.ts';
import { driftAlarms } from './drift.ts';
import { functionAlarms, scheduleAlarms } from './functions.ts';
import { ledgerAlarms } from './ledger.ts';
import { platformAlarms } from './platform.ts';
import { privacyAlarms } from './privacy.ts';
import { failedRunAlarms, queueAlarms, receivingAlarms, smtpAlarms } from './queues.ts';

/** Every alarm of a deployment. */
export function alarmsOf(deployment: Deployment): readonly AlarmEntry[] {
  return [
    ...privacyAlarms(deployment),
    ...ledgerAlarms(),
    ...deliveryAlarms(),
    ...queueAlarms(),
    ...failedRunAlarms(deployment),
    ...smtpAlarms(deployment),
    ...receivingAlarms(deployment),
    ...functionAlarms(deployment),
    ...scheduleAlarms(),
    ...canaryAlarms(deployment),
    ...driftAlarms(deployment),
    ...platformAlarms(),
  ];
}
