import { mailchimpTransactional } from '../../../../lambdas/core/verify/schemes/mailchimp-transactional.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(mailchimpTransactional);
