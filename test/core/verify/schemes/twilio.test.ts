import { twilio } from '../../../../lambdas/core/verify/schemes/twilio.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(twilio);
