import { healthTerms } from '../../../../lambdas/core/scan/recognisers/health-terms.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(healthTerms, {
  match: [
    [
      'has panic attacks, hot flashes and kidney stones',
      ['panic attacks', 'hot flashes', 'kidney stones'],
    ],
    ['has asthma', 'asthma'],
    ['type 2 diabetes', 'type 2 diabetes'],
    ['Heart attack in May', 'Heart attack'],
    ['HIV positive', 'HIV positive'],
    ['multiple tumors', 'tumors'],
    ['biopsies done', 'biopsies'],
    ['cardiac rehab', 'cardiac rehab'],
    ['on apixaban', 'apixaban'],
    ['hip-replacement', 'hip-replacement'],
    ['tiene cáncer', 'cáncer'],
    ['dialysis-reminder', 'dialysis'],
    ["Parkinson's disease", "Parkinson's disease"],
    ['the patient waits', 'patient'],
    ['PSA high', 'PSA'],
  ],
  noMatch: [
    'stroke of luck',
    'surgery-grade steel',
    'load test passed',
    'pain points',
    'be patient',
    'health check',
    'psa_notifier',
    'Ms Roe',
    'the als team',
    'memory leak',
    'virus scan',
    'customer care',
    'hello world',
    'quarterly report',
  ],
});
