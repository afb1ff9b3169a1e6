import { DescribeCertificateCommand, ResourceNotFoundException } from '@aws-sdk/client-acm';
import {
  DescribeSecretCommand,
  ResourceNotFoundException as SecretNotFound,
} from '@aws-sdk/client-secrets-manager';
import type { Deployment } from '../../../lib/config/schema.ts';
import { type AccountCheck, type Finding, ok, problem, warning } from '../finding.ts';

/** Days before a certificate ends in which it is announced; ACM renews 60 days ahead where it can. */
const CERTIFICATE_NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** That the certificates of custom domains are issued, and for those domains. */
export const certificates: AccountCheck = {
  name: 'certificates',
  actions: ['acm:DescribeCertificate'],
  examine: async ({ deployment: { apis }, today }, { acm }) => {
    const named = Object.entries(apis).flatMap(([api, { customDomain }]) =>
      customDomain === undefined ? [] : [{ api, ...customDomain }],
    );
    return await Promise.all(
      named.map(async ({ api, name, certificateArn }): Promise<Finding> => {
        const remedy = 'Name an issued certificate of this region.';
        try {
          const { Certificate: found } = await acm.send(
            new DescribeCertificateCommand({ CertificateArn: certificateArn }),
          );
          if (found?.Status !== 'ISSUED') {
            return problem(`${api}: the certificate is not issued.`, remedy);
          }
          const covered = [found.DomainName, ...(found.SubjectAlternativeNames ?? [])];
          if (!covered.some((one) => one !== undefined && covers(one, name))) {
            return problem(`${api}: the certificate is not for ${name}.`, remedy);
          }
          const days = ((found.NotAfter?.getTime() ?? Infinity) - Date.parse(today)) / DAY_MS;
          return days > CERTIFICATE_NOTICE_DAYS
            ? ok(`${api}: the certificate is for ${name}.`)
            : warning(`${api}: the certificate ends in ${String(Math.floor(days))} days.`, remedy);
        } catch (error) {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          return problem(`${api}: there is no such certificate.`, remedy);
        }
      }),
    );
  },
};

/** A wildcard stands for one label (RFC 6125, 6.4.3). */
function covers(pattern: string, name: string): boolean {
  return pattern.startsWith('*.')
    ? name.slice(name.indexOf('.') + 1) === pattern.slice(2)
    : pattern === name;
}

/** That the secrets which the config speaks of are there. What is in them is not asked for. */
export const secrets: AccountCheck = {
  name: 'secrets',
  actions: ['secretsmanager:DescribeSecret'],
  examine: async ({ deployment }, aws) =>
    await Promise.all(
      secretsOf(deployment).map(async ([purpose, id]): Promise<Finding> => {
        try {
          const found = await aws.secrets.send(new DescribeSecretCommand({ SecretId: id }));
          return found.DeletedDate === undefined
            ? ok(`${purpose}: the secret is there.`)
            : problem(`${purpose}: the secret is being deleted.`, 'Restore it.');
        } catch (error) {
          if (!(error instanceof SecretNotFound)) throw error;
          return problem(`${purpose}: there is no secret ${id}.`, 'Create it (docs/deploy.md).');
        }
      }),
    ),
};

function secretsOf(deployment: Deployment): readonly (readonly [string, string])[] {
  return (['clinical', 'marketing'] as const).flatMap((lane) => {
    const texts = Object.entries(deployment[lane].texts).flatMap(([channel, upstream]) =>
      upstream === undefined || upstream.kind === 'aws'
        ? []
        : [[`${lane} ${channel}`, `${deployment.prefix}/upstream/${lane}/${channel}`] as const],
    );
    const smtp = deployment.smtp[lane];
    return smtp === undefined
      ? texts
      : [...texts, [`${lane} SMTP`, smtp.passwordSecretArn] as const];
  });
}
