import { genericHmac } from '../../../../lambdas/core/verify/schemes/generic-hmac.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(genericHmac);
