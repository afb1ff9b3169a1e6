import { account } from '../../../../lambdas/core/scan/recognisers/account.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(account, {
  match: [
    ['account number 88120771', '88120771'],
    ['Acct #4455667', '4455667'],
    ['acct no. 12-34567', '12-34567'],
    ['account: 99887766', '99887766'],
    ['routing number 021000021', '021000021'],
    ['GB82 WEST 1234 5698 7654 32', 'GB82 WEST 1234 5698 7654 32'],
    ['DE89370400440532013000', 'DE89370400440532013000'],
    ['bank account 123456789', '123456789'],
    ['account ending in 4471', '4471'],
    ['patient account 8812077-01', '8812077-01'],
    ['cuenta 12345678', '12345678'],
    ['credit card ending in 4242', '4242'],
    ['Account # A-778899', 'A-778899'],
  ],
  noMatch: [
    'account manager',
    'take into account',
    'on account of 5',
    'your account is ready',
    'GB82WEST12345698765433',
    'account settings',
    'accounting 2024',
    'routing slip',
    'account 12',
    'an accountant 44556',
    'card game 1234',
    'open an account',
    'ibanez 12345',
  ],
});
