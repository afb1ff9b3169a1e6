import { zoom } from '../../../../lambdas/core/verify/schemes/zoom.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(zoom);
