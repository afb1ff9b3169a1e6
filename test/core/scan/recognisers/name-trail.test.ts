import { nameTrail } from '../../../../lambdas/core/scan/recognisers/name-trail.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(nameTrail, {
  match: [
    ['Bernice Holloway (DOB 10/10/1938)', 'Bernice Holloway'],
    ['Oskar Lindqvist <o@example.org>', 'Oskar Lindqvist'],
    ['Hollis Grantham, 22F', 'Hollis Grantham'],
    ['Obinna Eze 71yo', 'Obinna Eze'],
    ['Obinna Eze 71 y/o', 'Obinna Eze'],
    ['Obinna Eze 71-year-old', 'Obinna Eze'],
    ['Obinna Eze, 71\u00a0M', 'Obinna Eze'],
    ['Obinna Eze, 71 -F.', 'Obinna Eze'],
    ['Trivo lives on Mill Road', 'Trivo'],
    ['It was quiet. Tamsin, who drove in from El Paso', 'Tamsin'],
    ['John Whitlock@CORP\n08/15/2000', 'John Whitlock@CORP'],
    ['Imelda Fontaine/HOU/CORP@corpXgate', 'Imelda Fontaine/HOU/CORP@corpXgate'],
    ['Agent: Whitlock Sue A is a highly rated Psychologist', 'Whitlock Sue A'],
    ['You may consider Lindqvist Mara, a dentist', 'Lindqvist Mara'],
  ],
  noMatch: [
    'Family Care is a good doctor',
    'My Doctor is a nurse',
    'Incident ID MRN-294607',
    'Everyone lives in a town',
    'He lives in Denver',
    'Doctors, who were asked',
    'Denver, who knew',
    'the man who is 54',
    'Ask Support@CORP',
    'write to info@example.org',
    'https://example.org/Jane Roe',
    'Born in 1990',
    'Obinna Eze, 71 Feet',
    'Obinna Eze, 71 yards',
    'Obinna Eze, 71 f',
    'MRN 5518820',
  ],
});
