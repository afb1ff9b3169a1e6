import { sendgrid, sendgridInbound } from '../../../../lambdas/core/verify/schemes/sendgrid.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(sendgrid);
describeScheme(sendgridInbound);
