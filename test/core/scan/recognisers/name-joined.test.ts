import { nameJoined } from '../../../../lambdas/core/scan/recognisers/name-joined.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(nameJoined, {
  match: [
    ['see jane_whitlock_mri.pdf', 'jane_whitlock'],
    ['Lindqvist_Sarah_labs_2024.pdf', 'Lindqvist_Sarah'],
    ['scan_2024_JOHN_DELGADO.png', 'JOHN_DELGADO'],
    ['user michael_delgado17 logged in', 'michael_delgado'],
    ['a_jane_whitlock_b', 'jane_whitlock'],
    ['jane_whitlock_john_delgado.zip', ['jane_whitlock', 'john_delgado']],
  ],
  noMatch: [
    'jane_coverletter.doc',
    'mark_price_list.xlsx',
    'first_name and last_name',
    'jane whitlock',
    'grace_period_end',
    'x_y_z',
    '__init__',
  ],
});
