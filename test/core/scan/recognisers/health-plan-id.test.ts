import { healthPlanId } from '../../../../lambdas/core/scan/recognisers/health-plan-id.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(healthPlanId, {
  match: [
    ['member id MHP55120971', 'MHP55120971'],
    ['Member ID: W1234567', 'W1234567'],
    ['policy number 88123456', '88123456'],
    ['subscriber # 99812345', '99812345'],
    ['2TA7-WN2-RF55', '2TA7-WN2-RF55'],
    ['MBI 1EG4TE5MK73', '1EG4TE5MK73'],
    ['1EG4-TE5-MK73', '1EG4-TE5-MK73'],
    ['Medicaid CO 7XK4419', '7XK4419'],
    ['insurance id: XYZ123456', 'XYZ123456'],
    ['group number 55123', '55123'],
    ['Medicare: 12345678A', '12345678A'],
    ['beneficiary id 4455667', '4455667'],
    ['póliza 8812345', '8812345'],
    ['Aetna member W12345678', 'W12345678'],
  ],
  noMatch: [
    'member since 2019',
    'policy of truth',
    'group of 5 people',
    'insurance costs $1200',
    '0EG4-TE5-MK73',
    '1SG4-TE5-MK73',
    '1EG4-TE5-MKA3',
    'plan B',
    'member services',
    'Medicare covers it',
    'privacy policy',
    'group 12',
    'coverage is good',
  ],
});
