import { STAGE } from '../../../lib/config/api-stage.ts';
import type { Deployment } from '../../../lib/config/schema.ts';
import { ok, type PaperCheck, problem, warning } from '../finding.ts';

/** Names that nobody owns (RFC 2606, RFC 6761). */
const NOBODYS = /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test|localhost)$/;
/** Days before the review of the agreement in which it is announced. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** That nothing is left of what the example says. */
export const ownValues: PaperCheck = {
  name: 'own values',
  examine: ({ deployment }) => {
    const left = hostsOf(deployment).filter(([, host]) => NOBODYS.test(host));
    if (left.length === 0) return [ok('No domain of the example is left.')];
    return left.map(([path]) =>
      problem(`${path} is still a name that nobody owns.`, 'Write one of your own.'),
    );
  },
};

/** That the agreement with AWS is attested and was looked at (45 CFR 164.308(b)(3)). */
export const agreement: PaperCheck = {
  name: 'agreement with AWS',
  examine: ({ deployment: { baa }, today }) => {
    if (baa === undefined) {
      return [
        warning(
          'No business associate agreement with AWS is attested: no real data may enter.',
          'Accept it in AWS Artifact for this account, and write "baa".',
        ),
      ];
    }
    if (baa.acceptedOn > today) {
      return [problem('baa.acceptedOn lies ahead.', 'Deploy when the agreement is in force.')];
    }
    const days = Math.ceil((Date.parse(baa.reviewBy) - Date.parse(today)) / DAY_MS);
    const remedy = 'See that it is in force, and write the day of the next look as "baa.reviewBy".';
    if (days < 0) return [problem(`baa.reviewBy was ${String(-days)} days ago.`, remedy)];
    if (days <= NOTICE_DAYS) return [warning(`baa.reviewBy is in ${String(days)} days.`, remedy)];
    return [ok(`Attested on ${baa.acceptedOn}, to be looked at again by ${baa.reviewBy}.`)];
  },
};

/** That what real data needs is on. */
export const stage: PaperCheck = {
  name: 'stage',
  examine: ({ deployment: { stage: which, protection } }) => {
    const off = Object.entries(protection).filter(([, on]) => !on);
    const unprotected = off.map(([name]) =>
      warning(
        `protection.${name} is off: what is stored can be lost with one command.`,
        'Let it be true wherever there is real data.',
      ),
    );
    if (which === 'production') return [ok('Production, protected from deletion.'), ...unprotected];
    return [
      warning('A trial: no real data may enter.', 'Write "stage": "production" before it does.'),
      ...unprotected,
    ];
  },
};

/** That a deployment with credentials of another account is refused. */
export const namedAccount: PaperCheck = {
  name: 'account',
  examine: ({ deployment: { account } }) =>
    account === undefined
      ? [
          warning(
            'No account is named: it is deployed to whichever the credentials are of.',
            'Write "account".',
          ),
        ]
      : [ok('An account is named; credentials of another are refused.')],
};

/** That somebody is told when an alarm goes off. */
export const listeners: PaperCheck = {
  name: 'alarms',
  examine: ({ deployment }) => {
    const count = deployment.alarmEmails.length;
    if (count > 0) return [ok(`Alarms go to ${String(count)} address(es); each must confirm.`)];
    const grade = deployment.stage === 'production' ? problem : warning;
    return [grade('Nobody is told when an alarm goes off.', 'Write "alarmEmails".')];
  },
};

/** That not everybody may try keys of officers and auditors. */
export const operationsAddresses: PaperCheck = {
  name: 'operations API',
  examine: ({ deployment }) =>
    deployment.apis.operations.allowedCidrs === undefined
      ? [
          warning(
            'Any address may call the API of officers and auditors, with a key.',
            'Write "apis.operations.allowedCidrs" if they come from addresses that you know.',
          ),
        ]
      : [ok('Only the addresses that the config names may call it.')],
};

/** API Gateway's own name of an API, under which it answers below the name of its stage alone. */
const OWN_NAME = /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/** That vendors and recipients are sent to where the APIs answer. */
export const addresses: PaperCheck = {
  name: 'addresses',
  examine: ({ deployment: { publicUrl, portal, apis } }) => {
    const addressed = [
      ['publicUrl', publicUrl, 'inbound'],
      ['portal.url', portal.url, 'portal'],
    ] as const;
    return addressed.map(([path, url, api]) => {
      const { hostname, pathname } = new URL(url);
      const name = apis[api].customDomain?.name;
      if (name !== undefined && name !== hostname) {
        return warning(
          `${path} is at ${hostname}, and the API answers at ${name} alone.`,
          'Let both be the same, unless something of yours at the one hands requests on to the other.',
        );
      }
      if (OWN_NAME.test(hostname) && pathname.replace(/\/$/, '') !== `/${STAGE}`) {
        return problem(
          `${path} leads to no API: API Gateway's own names go on with /${STAGE}.`,
          `Write it as the outputs of the deployment have it, up to /${STAGE}.`,
        );
      }
      return ok(`${path} is at ${hostname}.`);
    });
  },
};

/** Where a name of somebody's stands, and its host. */
function hostsOf(deployment: Deployment): readonly (readonly [string, string])[] {
  const hosts: (readonly [string, string])[] = [
    ['publicUrl', new URL(deployment.publicUrl).hostname],
    ['portal.url', new URL(deployment.portal.url).hostname],
    ['clinical.mail.domain', deployment.clinical.mail.domain],
    ['marketing.mail.domain', deployment.marketing.mail.domain],
    ...deployment.alarmEmails.map(
      (address) => ['alarmEmails', address.slice(address.lastIndexOf('@') + 1)] as const,
    ),
  ];
  const addresses = Object.values(deployment.clinical.receiving?.sources ?? {}).flat();
  for (const address of addresses) {
    hosts.push(['clinical.receiving', address.slice(address.lastIndexOf('@') + 1)]);
  }
  for (const [api, { customDomain }] of Object.entries(deployment.apis)) {
    if (customDomain !== undefined) hosts.push([`apis.${api}.customDomain`, customDomain.name]);
  }
  return hosts;
}
