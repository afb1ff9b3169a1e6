import { intercom } from '../../../../lambdas/core/verify/schemes/intercom.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(intercom);
