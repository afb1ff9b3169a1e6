import { biometric } from '../../../../lambdas/core/scan/recognisers/biometric.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(biometric, {
  match: [
    ['iris:e8702672d2fb5d64fab3ccfa', 'iris:e8702672d2fb5d64fab3ccfa'],
    ['faceid_18e8fef22a5e0c45a5fcab4c', 'faceid_18e8fef22a5e0c45a5fcab4c'],
    ['fp_9db146a7e04c95197ffdee5f', 'fp_9db146a7e04c95197ffdee5f'],
    ['voiceprint-0dfcdc5a65bceb2a', 'voiceprint-0dfcdc5a65bceb2a'],
    ['fingerprint template 00A1B2C3D4', '00A1B2C3D4'],
    ['Voice print id: VP-551209', 'VP-551209'],
    ['retina scan 8812077', '8812077'],
    ['biometric id BIO-6845597880', 'BIO-6845597880'],
    ['palm print hash 9f8e7d6c5b4a', '9f8e7d6c5b4a'],
    ['iris code 551209', '551209'],
    ['face template 77aa88bb99', '77aa88bb99'],
    ['FP_9db146a7e04c', 'FP_9db146a7e04c'],
    ['face:cbc2342cc2f455', 'face:cbc2342cc2f455'],
  ],
  noMatch: [
    'iris',
    'the iris opened',
    'face the facts',
    'voice: see above',
    'fp_ab',
    'iris: blue',
    'retina display',
    'fingerprint reader',
    'voiceprint pending',
    'gait 5',
    'biometrics team',
    'bio: runner',
    'irises 44120 bloom',
    'faceid on',
  ],
});
