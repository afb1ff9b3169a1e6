import { tableColumn } from '../../../../lambdas/core/scan/recognisers/table-column.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(tableColumn, {
  match: [
    ['mrn,name\n5520917,Ingrid Lund', ['5520917', 'Ingrid Lund']],
    [
      'name,dob,mrn,phone\nAva Will,12/28/77,M1058264,415-301-7508',
      ['Ava Will', '12/28/77', 'M1058264', '415-301-7508'],
    ],
    ['first_name;last_name\nAda;Roe', ['Ada', 'Roe']],
    ['MRN\tcity\n77123\tLoveland', ['77123', 'Loveland']],
    ['mrn,note\n"77123","a, b"', '77123'],
    ['id|ssn\n1|219099999', '219099999'],
    ['"mrn,a\n77123', '77123'],
    ['"id" , \'ssn\' ,city_1,lot#2,d.o.b,x-y,\ttelefono m\xf3vil\n1,219099999,,,,,', '219099999'],
    ['mrn\tx\v\fy\n77123\tb', '77123'],
    ['zip,score\n80537,9', '80537'],
    ['email,ok\na@example.org,yes', 'a@example.org'],
    ['device_serial,lot\nMMT-1780-NG22,5', 'MMT-1780-NG22'],
    ['x\nmrn,a\n77123,b', '77123'],
    ['mrn,a\n77123,b\n77124,c', ['77123', '77124']],
    [
      'name,dob,mrn\nAva Rice,January 26, 1991,471-58-71',
      ['Ava Rice', 'January 26, 1991', '471-58-71'],
    ],
    ['mrn,a\r\n77123,b\r\n', '77123'],
  ],
  noMatch: [
    'part,price\n5520917,9.80',
    'mrn\n5520917',
    'mrn,a\n77123',
    'mrn,a',
    'first_name,x\n,y',
    'mrn,a\nnone,b',
    'Hello, name\nthis is text',
    'a,b\nc,d',
    'mrn (old),a\n77123,b',
    'mrn. So,a\n77123,b',
    'mrn|x,a\n77123,b',
    '1,2\n3,4',
    'mrn, 55123\nx,y',
    '',
    'name; the rest of a long sentence that goes on and on and on\nx;y',
    'phone,a\nn/a,b',
    'seen by us, MRN 5518820, born 1970-01-01\nseen by me, on call, again',
  ],
});
