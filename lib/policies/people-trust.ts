import {
  ArnPrincipal,
  CompositePrincipal,
  FederatedPrincipal,
  type IPrincipal,
  PrincipalWithConditions,
} from 'aws-cdk-lib/aws-iam';
import type { Office, PeopleConfig } from '../config/people.ts';

/** IAM's variable for the name of a user who asks. */
// eslint-disable-next-line no-template-curly-in-string -- IAM fills it in
const USER_NAME = '${aws:username}';

/** Seconds since somebody showed a second factor: for a day's work, and for an emergency. */
const SECOND_FACTOR_AGE = 12 * 3600;
const FRESH_SECOND_FACTOR_AGE = 15 * 60;

/**
 * Who may take an office; undefined where nobody may by a role of Cordon's. By IAM Identity Center nobody does: it makes
 * roles of its own, of the policies that a permission set names.
 */
export function officeTrust(
  office: Office,
  people: PeopleConfig,
  region: string,
): IPrincipal | undefined {
  if (office === 'break-glass') {
    return users(people.breakGlass, FRESH_SECOND_FACTOR_AGE, region);
  }
  switch (people.trust) {
    case 'sso':
      return undefined;
    case 'saml':
      return new FederatedPrincipal(
        people.providerArn,
        { StringEquals: { 'SAML:aud': people.audience } },
        'sts:AssumeRoleWithSAML',
      );
    case 'account': {
      const holders = people.members[office];
      return holders.length === 0 ? undefined : users(holders, SECOND_FACTOR_AGE, region);
    }
  }
}

/** Users with a second factor, each under his own name, so that CloudTrail tells who it was. */
function users(arns: readonly string[], secondFactorAge: number, region: string): IPrincipal {
  const principals = arns.map(
    (arn) =>
      new PrincipalWithConditions(new ArnPrincipal(arn), {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': String(secondFactorAge) },
        StringEquals: {
          'sts:RoleSessionName': USER_NAME,
          // What is asked of STS elsewhere is told to EventBridge elsewhere, where nothing listens.
          'aws:RequestedRegion': region,
        },
      }),
  );
  return new CompositePrincipal(...principals);
}
