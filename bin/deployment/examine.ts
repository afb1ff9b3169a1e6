import { errorClass } from '../../lambdas/ports/log.ts';
import type { AwsClients } from './aws-clients.ts';
import {
  apiGatewayLogRole,
  bootstrap,
  caller,
  concurrency,
  services,
  trail,
} from './checks/account.ts';
import { tables } from './checks/deployed.ts';
import { identities, receiving, sesAccount } from './checks/mail.ts';
import { placement, vpc } from './checks/network.ts';
import {
  addresses,
  agreement,
  listeners,
  namedAccount,
  operationsAddresses,
  ownValues,
  stage,
} from './checks/paper.ts';
import { certificates, secrets } from './checks/references.ts';
import {
  type AccountCheck,
  type Examined,
  type Finding,
  type PaperCheck,
  unknown,
} from './finding.ts';

/** In the order in which they are shown. */
const PAPER_CHECKS: readonly PaperCheck[] = [
  ...[ownValues, addresses, stage, agreement, namedAccount, listeners, operationsAddresses],
  vpc,
];
/** Asked of the account whose credentials these are. */
const ACCOUNT_CHECKS: readonly AccountCheck[] = [
  ...[services, bootstrap, concurrency, apiGatewayLogRole, trail],
  ...[sesAccount, identities, receiving, certificates, secrets, tables, placement],
];

export interface NamedFinding extends Finding {
  readonly check: string;
}

/** All findings, in order; one check that fails leaves the others be. @param aws absent: nothing is asked of AWS */
export async function examine(
  examined: Examined,
  aws: AwsClients | undefined,
): Promise<readonly NamedFinding[]> {
  const paper = PAPER_CHECKS.flatMap(({ name, examine: look }) => named(name, look(examined)));
  if (aws === undefined) return paper;
  const look = async (check: AccountCheck): Promise<readonly NamedFinding[]> => {
    try {
      return named(check.name, await check.examine(examined, aws));
    } catch (error) {
      return named(check.name, [unanswered(error, check)]);
    }
  };
  // Without credentials nothing else can be asked, and saying so once is enough.
  const known = await look(caller);
  if (known.some(({ grade }) => grade !== 'ok')) return [...paper, ...known];
  const rest = await Promise.all(ACCOUNT_CHECKS.map(look));
  return [...paper, ...known, ...rest.flat()];
}

function named(check: string, findings: readonly Finding[]): readonly NamedFinding[] {
  return findings.map((finding) => ({ check, ...finding }));
}

/** What AWS says of a refused call may hold names of others' resources: only what kind it is is said. */
function unanswered(error: unknown, { actions }: AccountCheck): Finding {
  const kind = errorClass(error);
  const needs = `It needs ${actions.join(' and ')}.`;
  if (/credential|token/i.test(kind)) {
    return unknown('There are no credentials that AWS takes.', 'Sign in, or use --offline.');
  }
  if (/denied|unauthorized|forbidden/i.test(kind)) return unknown('AWS refused to say.', needs);
  return unknown(`AWS did not say (${kind}).`, needs);
}
