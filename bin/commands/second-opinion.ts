import { Option } from 'commander';
import type { Document } from '../../lambdas/core/scan/document.ts';
import type { ScanReport } from '../../lambdas/core/scan/finding.ts';
import { SECOND_OPINIONS } from '../../lambdas/core/vocabulary.ts';
import type { OpinionFailure } from '../../lambdas/ports/second-opinion.ts';

/** Asks AWS itself, by the credentials of whoever runs the command. */
export function secondOpinionOption(): Option {
  return new Option(
    '--second-opinion <name>',
    'ask another detector too, which sees the text in clear: Amazon Comprehend Medical, by your AWS credentials',
  )
    .choices(SECOND_OPINIONS)
    .default('none');
}

/** Where AWS is asked, as its own tools read it; undefined where nobody said. */
export function awsRegion(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
}

/** Where nobody said where: Comprehend Medical is there. */
const DEFAULT_REGION = 'us-east-1';

/** A report with what Comprehend Medical finds besides; its client is loaded only then. */
export async function askComprehendMedical(
  document: Document,
  report: ScanReport,
): Promise<{ readonly report: ScanReport; readonly failure?: OpinionFailure }> {
  const [{ createComprehendMedicalClient }, { createComprehendMedical }, { askSecondOpinion }] =
    await Promise.all([
      import('../../lambdas/adapters/aws/shared/comprehend-medical-client.ts'),
      import('../../lambdas/adapters/aws/shared/comprehend-medical.ts'),
      import('../../lambdas/pipeline/ask-second-opinion.ts'),
    ]);
  const client = createComprehendMedicalClient({ region: awsRegion() ?? DEFAULT_REGION });
  try {
    const opinion = createComprehendMedical({ comprehendMedical: client });
    return await askSecondOpinion(document, report, opinion);
  } finally {
    client.destroy();
  }
}
