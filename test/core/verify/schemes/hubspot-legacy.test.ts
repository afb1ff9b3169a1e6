import { hubspotV1, hubspotV2 } from '../../../../lambdas/core/verify/schemes/hubspot-legacy.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(hubspotV1);
describeScheme(hubspotV2);
