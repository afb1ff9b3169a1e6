import { postmark } from '../../../../lambdas/core/verify/schemes/postmark.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(postmark);
