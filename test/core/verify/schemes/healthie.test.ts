import { healthie } from '../../../../lambdas/core/verify/schemes/healthie.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(healthie);
