import { nameSigned } from '../../../../lambdas/core/scan/recognisers/name-signed.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(nameSigned, {
  match: [
    ['see you at three - Shirin bin Salem', 'Shirin bin Salem'],
    ['Will come again! Sophie.', 'Sophie'],
    ['need a refill, thx lars', 'lars'],
    ['see you 5/26. dwight', 'dwight'],
    ['on my way — Marisol', 'Marisol'],
    ['Thanks, Gerald', 'Gerald'],
    ['Thanks, Gerald! \n', 'Gerald'],
    ['Thanks, Jos\xe9', 'Jos\xe9'],
  ],
  noMatch: [
    'A break - Thank You',
    'We are open. Today.',
    'I live in a town. Texas',
    'thanks again',
    'It hurts. Help!',
    'All is well. Sincerely',
    'a walk - every day',
    'Sophie',
    'Thanks, Doctor',
    'up to date. Newsletter',
  ],
});
