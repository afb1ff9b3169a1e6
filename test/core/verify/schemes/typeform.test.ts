import { typeform } from '../../../../lambdas/core/verify/schemes/typeform.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(typeform);
