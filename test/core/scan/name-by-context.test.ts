import { describe, expect, it } from 'vitest';
import { found } from './support/scan-text.ts';

/** Names of fields that say too little, with a value of theirs, under a name that says the rest. */
const PARTS: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'PHONE',
    'mobile',
    '3035550142',
    'area,area_code,prefix,exchange,line,line_number,number,subscriber,suffix,full,ext,extension'.split(
      ',',
    ),
  ],
  ['DATE', 'birth', '12', 'month,day,year,date,y,m,d,yyyy,mm,dd'.split(',')],
  ['GEO', 'addr', 'Lindenhof East', 'line,line_1,line_2,line1,line2,text'.split(',')],
  ['NAME', 'patient', 'Quillon', 'first,last,middle,given,family,full,prefix,suffix'.split(',')],
  ['MRN', 'patient', 'x-5518', 'id,uuid,guid,uid'.split(',')],
  [
    'NAME',
    'patient',
    'Quillon Abernathy',
    [
      ...'name,names,display_name,display_names,real_name,real_names,screen_name,screen_names'.split(
        ',',
      ),
      ...['profile_name', 'profile_names'],
    ],
  ],
  ['NAME', 'performer', 'Quillon Abernathy', ['display']],
  ['OTHER_ID', 'subject', 'x-551820', ['reference']],
  ['OTHER_ID', 'x', 'a5518820', ['user', 'patient']],
];

describe('a field whose own name says too little', () => {
  for (const [label, parent, value, names] of PARTS) {
    it.each(names)(`holds a ${label} in "${parent}" as "%s"`, (name) => {
      expect(found({ [parent]: { [name]: value } })).toEqual(
        expect.arrayContaining([expect.stringContaining(`${label} /${parent}/${name} `)]),
      );
    });
  }

  it('may be the reference of a whole resource', () => {
    const entry = { fullUrl: 'urn:x:551820', resource: { resourceType: 'Patient' } };
    expect(found({ entry })).toContain('OTHER_ID /entry/fullUrl urn:x:551820');
  });

  it.each(['name', 'id', 'line', 'value', 'number'])('says nothing as "%s" of a thing', (name) => {
    expect(found({ product: { [name]: 'blue' } })).toEqual([]);
  });
});
