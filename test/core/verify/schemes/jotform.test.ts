import { jotform } from '../../../../lambdas/core/verify/schemes/jotform.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(jotform);
