import { docusign } from '../../../../lambdas/core/verify/schemes/docusign.ts';
import { describeScheme } from '../common-rows.ts';

describeScheme(docusign);
