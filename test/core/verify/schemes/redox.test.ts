import { redox } from '../../../../lambdas/core/verify/schemes/redox.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(redox);
