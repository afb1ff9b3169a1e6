import { checkRenewals } from '../../pipeline/check-renewals.ts';
import { sweep, SWEEP_GRACE_SECONDS } from '../../pipeline/sweep.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';

const host = lambdaHost('sweeper', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);

/** Which of its two schedules wakes it. */
interface Wake {
  readonly run?: 'renewals';
}

/** Every minute: hands out again whatever is unfinished. Once a day: warns of agreements that end. */
export const handler = ({ run }: Wake): Promise<void> =>
  run === 'renewals' ? checkRenewals(dependencies) : sweep(dependencies, SWEEP_GRACE_SECONDS);
