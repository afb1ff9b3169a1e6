import { stripe } from '../../../../lambdas/core/verify/schemes/stripe.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(stripe);
