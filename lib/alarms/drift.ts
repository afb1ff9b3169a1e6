import type { Deployment } from '../config/schema.ts';
import { type AlarmEntry, AT_ONCE } from './alarm.ts';

/** The EventBridge rule that hears of drift, after the prefix and a hyphen. */
export const DRIFT_RULE = 'drift';

/** Of what AWS Config finds changed, where the deployment asks it to look. */
export function driftAlarms({ audit }: Deployment): AlarmEntry[] {
  const drift: AlarmEntry = {
    ...{ name: 'drift', section: 'platform', ...AT_ONCE },
    signal: { kind: 'rule', rule: DRIFT_RULE },
    because: 'Whatever the stacks set is set by a deployment alone.',
    errorImpact:
      'A bucket, key, table or function is not as it was deployed: a protection was taken off, by mistake or on purpose.',
    runbook: 'drift',
  };
  return audit.configRules ? [drift] : [];
}
