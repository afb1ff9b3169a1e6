import { placeCue } from '../../../../lambdas/core/scan/recognisers/place-cue.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(placeCue, {
  match: [
    ['who grew up in SUND.', 'SUND'],
    ['originally from Kato Polemidia, and', 'Kato Polemidia'],
    ['I am from Kato Polemidia, and', 'Kato Polemidia'],
    ["I'm in Schlagles, at the conference", 'Schlagles'],
    ['home city Villafranca del Cid: a', 'Villafranca del Cid'],
    ['at the University of Kvaløysletta.', 'Kvaløysletta'],
    ['born in Store Merløse', 'Store Merløse'],
    ['Birthplace: Egilsstaðir', 'Egilsstaðir'],
    ['Jane Roe\n\nALFRICK\nUnited Kingdom', 'ALFRICK'],
    ['the village of Salumäe', 'Salumäe'],
    ['lives alone in Salumäe', 'Salumäe'],
    ['moved to Bashall Eaves', 'Bashall Eaves'],
  ],
  noMatch: [
    'born in April',
    'born in Texas',
    'I am in Pain',
    "I'm in ICU now",
    'moved to ICU',
    'the University of Texas',
    'University of Applied Sciences',
    'lives in Germany',
    'I am from Customer Support',
    'grew up in the country',
    'Where: here',
    'raised in Spring',
    'hometown',
    'Thank you\nUnited Kingdom',
    'living in Fear',
  ],
});
