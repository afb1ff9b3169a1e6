import { nameJoined } from '../../../../lambdas/core/scan/recognisers/name-joined.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(nameJoined, {
  match: [
    ['see jane_whitlock_mri.pdf', 'jane_whitlock'],
    ['Lindqvist_Sarah_labs_2024.pdf', 'Lindqvist_Sarah'],
    ['scan_2024_JOHN_DELGADO.png', 'JOHN_DELGADO'],
    ['user michael_delgado17 logged in', 'michael_delgado'],
    ['a_jane_whitlock_b', 'jane_whitlock'],
    ['jane-whitlock-mri.pdf', 'jane-whitlock'],
    ['see JaneWhitlock_MRI.PDF', 'JaneWhitlock'],
    ['WhitlockJane.docx', 'WhitlockJane'],
    ['2024.whitlock.jane.labs.csv', 'whitlock.jane'],
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
    'jane-whitlock-fan',
    'the JaneWhitlock',
    'jane.whitlock.pdfs',
    'report.2024.final.pdf',
    'spring-newsletter.pdf',
    `${'jane-'.repeat(30)}.pdf`,
  ],
});
