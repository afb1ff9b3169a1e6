import { hubspot } from '../../../../lambdas/core/verify/schemes/hubspot.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(hubspot);
