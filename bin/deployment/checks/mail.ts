import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
} from '@aws-sdk/client-sesv2';
import { type AccountCheck, type Finding, ok, problem, warning } from '../finding.ts';

/** That SES sends to anybody, and to nobody in a way that follows readers. */
export const sesAccount: AccountCheck = {
  name: 'SES account',
  actions: ['ses:GetAccount'],
  examine: async ({ deployment: { region } }, { ses }) => {
    const account = await ses.send(new GetAccountCommand({}));
    const findings: Finding[] = [];
    if (account.SendingEnabled === false) {
      findings.push(problem('SES has paused sending.', 'See the account dashboard of SES.'));
    }
    if (account.ProductionAccessEnabled !== true) {
      findings.push(
        problem(
          `SES is in its sandbox in ${region}: mail goes to verified addresses alone.`,
          'Ask for production access: SES console, Account dashboard.',
        ),
      );
    }
    if (account.VdmAttributes?.VdmEnabled === 'ENABLED') {
      findings.push(
        warning(
          'Virtual Deliverability Manager is on in the account: it keeps who opened what.',
          "Leave its engagement tracking off; Cordon's configuration sets switch it off for themselves.",
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`SES sends to anybody in ${region}.`)];
  },
};

/** That each lane's domain is verified and signs. */
export const identities: AccountCheck = {
  name: 'SES identities',
  actions: ['ses:GetEmailIdentity'],
  examine: async ({ deployment }, { ses }) =>
    await Promise.all(
      (['clinical', 'marketing'] as const).map(async (lane): Promise<Finding> => {
        const { domain } = deployment[lane].mail;
        const publish = `Publish the three DKIM records that SES shows for ${domain}.`;
        try {
          const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
          if (identity.VerifiedForSendingStatus !== true) {
            return problem(`${lane}: ${domain} is not verified.`, publish);
          }
          if (identity.DkimAttributes?.Status !== 'SUCCESS') {
            return problem(`${lane}: ${domain} does not sign its mail.`, publish);
          }
          return ok(`${lane}: ${domain} is verified, and signs its mail.`);
        } catch (error) {
          if (!(error instanceof NotFoundException)) throw error;
          return warning(
            `${lane}: SES does not know ${domain} yet; deploying makes it known.`,
            `Deploy, then: ${publish}`,
          );
        }
      }),
    ),
};
