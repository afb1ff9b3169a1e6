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

/**
 * That SES takes mail for the addresses of the config: their domain, or one above it, is verified. Which set of rules is active,
 * version 2 of SES's API does not say.
 */
export const receiving: AccountCheck = {
  name: 'mail in',
  actions: ['ses:GetEmailIdentity'],
  examine: async ({ deployment }, { ses }) => {
    const config = deployment.clinical.receiving;
    const addresses = Object.values(config?.sources ?? {}).flat();
    const domains = new Set(addresses.map((one) => one.slice(one.lastIndexOf('@') + 1)));
    const isVerified = async (domain: string): Promise<boolean> => {
      try {
        const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
        return identity.VerifiedForSendingStatus === true;
      } catch (error) {
        if (error instanceof NotFoundException) return false;
        throw error;
      }
    };
    return await Promise.all(
      [...domains].map(async (domain): Promise<Finding> => {
        for (const own of withParents(domain)) {
          if (await isVerified(own)) return ok(`SES may take mail for ${domain}.`);
        }
        return problem(
          `${domain} is not verified: SES takes no mail for it.`,
          'Verify it with SES, publish its MX record, and activate the rule set (docs/receiving-mail.md).',
        );
      }),
    );
  },
};

/** `a.b.example` and `b.example`: a verified domain stands for those under it. */
function withParents(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
}
