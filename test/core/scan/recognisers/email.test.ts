import { email } from '../../../../lambdas/core/scan/recognisers/email.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(email, {
  match: [
    ['write to jane.roe@example.org today', 'jane.roe@example.org'],
    ['<j+tag@mail.example.co.uk>', 'j+tag@mail.example.co.uk'],
    ['JANE_ROE@EXAMPLE.ORG', 'JANE_ROE@EXAMPLE.ORG'],
    ['a@b.co, c@d.net', ['a@b.co', 'c@d.net']],
    ["mailto:o'neil@example.org", "o'neil@example.org"],
    ['josé@société.fr', 'josé@société.fr'],
    ['jane(at)example.org', 'jane(at)example.org'],
    ['jane [at] example [dot] org', 'jane [at] example [dot] org'],
    ['?to=jane%40example.org&x=1', 'jane%40example.org'],
    ['jane＠example.org', 'jane＠example.org'],
    ['jane&#64;example.org', 'jane&#64;example.org'],
    ['ja\u200bne@example.org', 'ja\u200bne@example.org'],
    ['"jane roe"@example.org', '"jane roe"@example.org'],
    ['info@example.org', 'info@example.org'],
    ['mail jane@example.org.', 'jane@example.org'],
  ],
  noMatch: [
    '@example',
    'jane@localhost',
    'meet @ 5.30 pm',
    '@',
    'a@',
    '@b.co',
    'user@[no]',
    'price 5@2.50',
    'a@b.c1',
    'look at example.org',
    'jane at example dot org',
    'smtp-id <q@ismtpd>',
    'look (at) this one',
    'admin@internal.service.local',
    'no-reply@mail.invalid',
  ],
});
