import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { readKeyword } from '../../../lambdas/core/people/keywords.ts';

describe('an inbound text', () => {
  it.each([
    // 47 CFR 64.1200(a)(10), word by word.
    'STOP',
    'QUIT',
    'END',
    'REVOKE',
    'OPT OUT',
    'CANCEL',
    'UNSUBSCRIBE',
    // The same, as people write it.
    'stop',
    'Stop.',
    ' STOP! ',
    'S T O P',
    '"stop"',
    'ＳＴＯＰ',
    'STOPALL',
    'stop all',
    'Opt-out',
    'optout',
    'Please stop',
    'please stop texting me',
    'Stop texting me!!!',
    'STOP sending me messages',
    'stop now please, thanks',
    'stop stop stop',
    'Unsubscribe me',
    'un subscribe',
    'Remove me from your list',
    'I want to opt out',
    "don't text me",
    'Don’t text me anymore',
    'do not contact me again',
    'no more texts please',
    'never message me again',
    'opt me out please',
    'Please opt us out',
    'take me off your list',
    'Please take me off this list!',
    'cancel subscription',
    'Cancel my subscription',
    'end my subscription',
    'stop spamming me',
    'stop bothering me',
    'STOP SPAM',
    'STOP2END',
    // The keyword and, in other words, the same once more.
    'STOP NO MORE TEXTS',
    'Stop! Do not text me again',
    "Stop, don't ever contact me again",
    'STOP and never text me',
    'No, stop',
    'no stop texting me',
    // A signature, and what a telephone adds.
    'STOP\n\n--\nSent from my phone, which corrects what I write as it likes and takes no responsibility for anything',
    `STOP${' '.repeat(200)}`,
    // Other languages in which patients answer.
    'ALTO',
    'Parar',
    'CANCELAR',
    'BAJA',
    'Detener',
    'no más',
    'no mas mensajes',
    'ARRET',
    'Arrêt',
  ])('"%s" opts out', (text) => {
    expect(readKeyword(text)).toBe('opt_out');
  });

  it.each(['HELP', 'help me please', 'INFO'])('"%s" asks for help, which is no opt-out', (text) => {
    expect(readKeyword(text)).toBe('help');
  });

  it.each(['START', 'start', 'UNSTOP', 'unstop please', 'opt in'])('"%s" opts in', (text) => {
    expect(readKeyword(text)).toBe('opt_in');
  });

  it.each([
    '',
    '   ',
    '👍',
    'yes',
    'Thank you',
    'Cancel my appointment on Tuesday',
    'When does the program end',
    'I cannot stop coughing',
    'no, do not stop',
    'no problem, see you at the bus stop',
    'Stop by on Monday, do not be late',
    'no mas dolor',
    'opt for the morning, I am out at noon',
    'Take me off the blood thinner?',
    'My subscription was renewed',
    'el fin de semana',
    "don't stop",
    'do not stop sending these',
    'please do not cancel',
    'The bus stop is far away',
    'I quit smoking in March',
    'no more pain today',
    'do not resuscitate',
    'starting tomorrow',
    `${'please '.repeat(40)}stop`,
  ])('"%s" says nothing about consent', (text) => {
    expect(readKeyword(text)).toBe('none');
  });

  it('means the same in any case and punctuation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe'),
        fc.array(fc.constantFrom('.', '!', ' ', '\n', '*', '"'), { maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
        (word, marks, upper) => {
          const written = word.replace(/./g, (c, at: number) => (upper[at] ? c.toUpperCase() : c));
          return readKeyword(`${marks.join('')}${written}${marks.join('')}`) === 'opt_out';
        },
      ),
    );
  });
});
