import { slack } from '../../../../lambdas/core/verify/schemes/slack.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(slack);
