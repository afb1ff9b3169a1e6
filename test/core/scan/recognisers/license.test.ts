import { license } from '../../../../lambdas/core/scan/recognisers/license.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(license, {
  match: [
    ["driver's license D1234567", 'D1234567'],
    ['License #: A-44719', 'A-44719'],
    ['licence number 88120', '88120'],
    ['DL# 99881234', '99881234'],
    ['NPI 1234567893', '1234567893'],
    ['npi: 1588662417', '1588662417'],
    ['AB1234563', 'AB1234563'],
    ['DEA BB1388568', 'BB1388568'],
    ['medical license MD44120', 'MD44120'],
    ['certificate number 5512-0987', '5512-0987'],
    ['permit no. 44120', '44120'],
    ['nursing license RN55120', 'RN55120'],
    ['licencia 12345678', '12345678'],
  ],
  noMatch: [
    'license plate ABC-1234',
    'MIT license',
    'NPI 12345',
    'AB1234564',
    'a license to drive',
    'licensed 2019',
    'certificate of merit',
    'permit me',
    'DL 4',
    'driver license',
    'the license 12',
    'version license 2.0',
    'NPI pending',
  ],
});
