import { github } from '../../../../lambdas/core/verify/schemes/github.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(github);
