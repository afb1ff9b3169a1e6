import { checkQuarantine } from '../../pipeline/check-quarantine.ts';
import { checkRenewals } from '../../pipeline/check-renewals.ts';
import { sweep, SWEEP_GRACE_SECONDS } from '../../pipeline/sweep.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('sweeper', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);

/** Which of its schedules wakes it; absent: that of every minute. */
interface Wake {
  readonly run?: 'renewals' | 'quarantine';
}

/**
 * Every minute: hands out again whatever is unfinished. Once an hour: says what has waited for review for too long. Once a
 * day: warns of agreements that end.
 */
export const handler = ({ run }: Wake): Promise<void> =>
  run === 'renewals'
    ? checkRenewals(dependencies)
    : run === 'quarantine'
      ? checkQuarantine(dependencies)
      : sweep(dependencies, SWEEP_GRACE_SECONDS);
