import { type App, Tags } from 'aws-cdk-lib';
import { type Acknowledgement, ACKNOWLEDGEMENTS } from './compliance/acknowledgements.ts';
import { requireRulePacks } from './compliance/rule-pack.ts';
import type { Deployment } from './config/schema.ts';
import { nameResources } from './names.ts';
import { ClinicalStack } from './stacks/clinical.ts';
import { DataStack } from './stacks/data.ts';
import { InboundStack } from './stacks/inbound.ts';
import { MarketingStack } from './stacks/marketing.ts';
import { NetworkStack } from './stacks/network.ts';
import { OperationsStack } from './stacks/operations.ts';
import { PeopleStack } from './stacks/people.ts';
import { SmtpStack } from './stacks/smtp.ts';

export interface CordonStacks {
  readonly data: DataStack;
  readonly inbound: InboundStack;
  readonly clinical: ClinicalStack;
  readonly marketing: MarketingStack;
  readonly operations: OperationsStack;
  /** Only where the deployment has a VPC. */
  readonly network?: NetworkStack;
  /** Only where the deployment takes mail by SMTP. */
  readonly smtp?: SmtpStack;
  /** Only where the deployment makes roles for people. */
  readonly people?: PeopleStack;
}

/** Adds one deployment's stacks to an app, and the compliance checks that its synthesis must pass. */
export function addDeployment(
  app: App,
  deployment: Deployment,
  acknowledgements: readonly Acknowledgement[] = ACKNOWLEDGEMENTS,
): CordonStacks {
  const names = nameResources(deployment);
  const stackProps = (purpose: string, description: string) => ({
    stackName: `${deployment.prefix}-${purpose}`,
    description: `Cordon: ${description}`,
    terminationProtection: deployment.protection.deletionProtection,
    env: {
      region: deployment.region,
      ...(deployment.account === undefined ? {} : { account: deployment.account }),
    },
  });

  const data = new DataStack(app, 'Data', {
    ...stackProps('data', 'keys, tables, buckets and queues'),
    deployment,
    names,
  });
  const { vpc } = deployment;
  const network =
    vpc === undefined
      ? undefined
      : new NetworkStack(app, 'Network', {
          ...stackProps('network', 'a VPC without a way out'),
          ...{ data, deployment, names, vpc },
        });
  const context = { data, deployment, names, network };
  const inbound = new InboundStack(app, 'Inbound', {
    ...stackProps('inbound', 'webhooks in, and the portal'),
    ...context,
  });
  const clinical = new ClinicalStack(app, 'Clinical', {
    ...stackProps('clinical', 'the clinical lane'),
    ...context,
  });
  const marketing = new MarketingStack(app, 'Marketing', {
    ...stackProps('marketing', 'the marketing lane'),
    ...context,
  });
  const { smtp } = deployment;
  const takesSmtp = smtp.clinical !== undefined || smtp.marketing !== undefined;
  const smtpStack = takesSmtp
    ? new SmtpStack(app, 'Smtp', {
        ...stackProps('smtp', 'mail in by SMTP'),
        ...context,
        sendUrls: { clinical: clinical.sendUrl, marketing: marketing.sendUrl },
      })
    : undefined;
  const operations = new OperationsStack(app, 'Operations', {
    ...stackProps('operations', 'sweeper, decisions, alarms'),
    ...context,
    functions: [...inbound.functions, ...clinical.functions, ...marketing.functions],
    doors: [...inbound.doors, clinical.door, marketing.door],
    smtp: smtpStack?.ingresses ?? [],
    receiving: inbound.receiving,
  });
  for (const stack of [inbound, clinical, marketing, operations]) stack.addStackDependency(data);
  const { people } = deployment;
  const peopleStack =
    people === undefined
      ? undefined
      : new PeopleStack(app, 'People', {
          ...stackProps('people', 'roles for people'),
          ...context,
          people,
          operations: operations.door.api,
        });
  // Its rule speaks to the alarms' topic, by name.
  peopleStack?.addStackDependency(operations);
  Tags.of(app).add('cordon:deployment', deployment.prefix);
  Tags.of(app).add('cordon:entity', deployment.entityId);

  requireRulePacks(app, acknowledgements);
  return {
    ...{ data, inbound, clinical, marketing, operations },
    ...(network === undefined ? {} : { network }),
    ...(smtpStack === undefined ? {} : { smtp: smtpStack }),
    ...(peopleStack === undefined ? {} : { people: peopleStack }),
  };
}
