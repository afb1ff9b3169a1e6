import { mailgun } from '../../../../lambdas/core/verify/schemes/mailgun.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(mailgun);
