import { device } from '../../../../lambdas/core/scan/recognisers/device.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(device, {
  match: [
    ['serial number CADD-55120987', 'CADD-55120987'],
    ['ResMed serial 23201447781', '23201447781'],
    ['S/N: AB77120', 'AB77120'],
    ['SN90177312', 'SN90177312'],
    ['S/N:AB77120', 'S/N:AB77120'],
    ['MAC 00:1A:2B:3C:4D:5E', '00:1A:2B:3C:4D:5E'],
    ['00-1A-2B-3C-4D-5E', '00-1A-2B-3C-4D-5E'],
    ['device id: DX-44120', 'DX-44120'],
    ['IMEI 490154203237518', '490154203237518'],
    ['pump serial CADD-123', 'CADD-123'],
    ['implant serial HIP-7742-00918', 'HIP-7742-00918'],
    ['UDI 00884521234567', '00884521234567'],
    ['mac address 001A2B3C4D5E', '001A2B3C4D5E'],
  ],
  noMatch: [
    'serial killer',
    'the device is fine',
    'SN',
    '12:30:45',
    'serialized 12345x',
    'device 5',
    'pump at 5 units',
    '(01)123',
    'AA:BB:CC:DD:EE',
    'a serial of 3 books',
    'sensor ok',
    'lot 44120',
    'UDI pending',
  ],
});
