import { meta } from '../../../../lambdas/core/verify/schemes/meta.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(meta);
