import { shopify } from '../../../../lambdas/core/verify/schemes/shopify.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(shopify);
