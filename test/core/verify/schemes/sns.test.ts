import { sns } from '../../../../lambdas/core/verify/schemes/sns.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(sns);
