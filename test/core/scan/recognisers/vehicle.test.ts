import { vehicle } from '../../../../lambdas/core/scan/recognisers/vehicle.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(vehicle, {
  match: [
    ['1HGBH41JXMN109186', '1HGBH41JXMN109186'],
    ['VIN 1M8GDM9AXKP042788', '1M8GDM9AXKP042788'],
    ['vin: 11111111111111111', '11111111111111111'],
    ['license plate ABC-1234', 'ABC-1234'],
    ['plate number 7XKR441', '7XKR441'],
    ['licence plate: AB12CDE', 'AB12CDE'],
    ['vehicle registration KX-4471', 'KX-4471'],
    ['number plate LK52ABC', 'LK52ABC'],
    ['placa KDJ-4471', 'KDJ-4471'],
    ['car plate 8ABC123', '8ABC123'],
    ['vehicle identification 1HGBH41JXMN109186', '1HGBH41JXMN109186'],
    ['plate # 5TYR221', '5TYR221'],
    ['VIN=5GZCZ43D13S812715', '5GZCZ43D13S812715'],
  ],
  noMatch: [
    '1HGBH41JXMN109187',
    'plate of food',
    'license plate frame',
    'a steel plate 5 mm',
    'ABCDEFGHJKLMNPRST',
    '12345678901234567',
    'vin ordinaire',
    'IHGBH41JXMN109186',
    'plates 10',
    'the vehicle',
    'template 7XKR441',
    'wine 1HGBH4',
    'plated 44',
  ],
});
