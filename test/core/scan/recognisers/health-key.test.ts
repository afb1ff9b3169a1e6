import { healthKey } from '../../../../lambdas/core/scan/recognisers/health-key.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(healthKey, {
  match: [
    ['asthma', 'asthma', 'diagnosis'],
    ['N97.9', 'N97.9', 'icd10'],
    ['IVF consultation', 'IVF consultation', 'visit_reason'],
    ['metformin', 'metformin', 'medications'],
    ['peanuts', 'peanuts', 'allergies'],
    ['hip', 'hip', 'Reason for visit'],
    ['7.1', '7.1', 'hba1c'],
    ['O+', 'O+', 'bloodType'],
    ['knee', 'knee', 'procedure'],
    ['Acme', 'Acme', 'health_insurance'],
    ['cough', 'cough', 'chief-complaint'],
    ['dolor', 'dolor', 'síntomas'],
  ],
  noMatch: [
    ['yes', 'diagnosis'],
    ['', 'diagnosis'],
    ['none', 'allergies'],
    ['n/a', 'medications'],
    ['blue', 'color'],
    ['smtp; 550', 'diagnosticCode'],
    ['Acme', 'company'],
    ['x', 'code'],
    ['5', 'score'],
    ['out of stock', 'reason'],
    ['late', 'delay_reason'],
    'asthma',
  ],
});
