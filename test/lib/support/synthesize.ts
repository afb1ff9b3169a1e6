import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { addDeployment } from '../../../lib/app.ts';
import { PROJECT_ROOT } from '../../../lib/bundling.ts';
import { loadConfig } from '../../../lib/config/load.ts';
import type { Deployment } from '../../../lib/config/schema.ts';
import type { VpcConfig } from '../../../lib/config/vpc.ts';

export interface CfnTemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, CfnTemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

const ALWAYS = ['Data', 'Inbound', 'Clinical', 'Marketing', 'Operations'] as const;
/** Stacks that a deployment has only where its config asks for them. */
const WHERE_ASKED = ['Network', 'Smtp', 'People'] as const;
export const STACKS = [...ALWAYS, ...WHERE_ASKED] as const;
export type StackName = (typeof STACKS)[number];
export type Templates = Readonly<Record<(typeof ALWAYS)[number], CfnTemplate>> &
  Readonly<Partial<Record<(typeof WHERE_ASKED)[number], CfnTemplate>>>;

/** An app as `npm run synth` makes it; unless asked, without bundled code and CDK's own slow rules. */
export function testApp(
  options: { readonly defaultRules?: boolean; readonly bundle?: boolean } = {},
): App {
  const cdk = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return new App({
    builtinCloudFormationValidation: options.defaultRules ?? false,
    outdir: mkdtempSync(path.join(tmpdir(), 'cordon-synth-')),
    context: {
      ...cdk.context,
      ...(options.bundle === true ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
}

let ofExample: Templates | undefined;
let ofEverything: Templates | undefined;

/** The templates of a deployment: the example's, with changes. The example itself is synthesized once. */
export function synthesize(change?: (example: Deployment) => Deployment): Templates {
  if (change !== undefined) return synthesizeAnew(change);
  ofExample ??= synthesizeAnew((same) => same);
  return ofExample;
}

/** The example's deployment with two addresses that take mail. */
export function withReceiving(example: Deployment): Deployment {
  const sources = {
    'lab-mail': ['results@in.example.com'],
    'patient-mail': ['care@in.example.com', 'intake@in.example.com'],
  };
  return { ...example, clinical: { ...example.clinical, receiving: { sources } } };
}

const VPC: VpcConfig = {
  zones: ['use1-az1', 'use1-az2'],
  prefixLists: { s3: 'pl-0000000a', dynamodb: 'pl-0000000b' },
  cidr: '10.0.0.0/24',
  inside: [],
};

/** The example's deployment in a VPC. */
export function withVpc(example: Deployment): Deployment {
  return { ...example, vpc: VPC };
}

/** The example's deployment with all that a config can ask for besides. */
export function withEverything(example: Deployment): Deployment {
  const byAws = (lane: string) => ({
    sms: { kind: 'aws' as const, senders: [{ arn: arnOf('sms-voice', `pool/pool-${lane}`) }] },
    whatsapp: {
      kind: 'aws' as const,
      senders: [{ arn: arnOf('social-messaging', `phone-number-id/${lane}`) }],
    },
    push: { kind: 'aws' as const, senders: [{ arn: arnOf('sns', `app/GCM/${lane}`) }] },
  });
  const smtp = (lane: string) => ({
    passwordSecretArn: arnOf('secretsmanager', `secret:cordon/smtp/${lane}-AbCdEf`),
    passwordKeyArn: arnOf('kms', `key/0000-${lane}`),
    refusalsTo: 'platform@example.com',
  });
  const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
  const arnOf = (service: string, resource: string) =>
    `arn:aws:${service}:${example.region}:111122223333:${resource}`;
  return {
    ...example,
    secondOpinion: 'comprehend-medical',
    eventBusArn: arnOf('events', 'event-bus/incidents'),
    audit: { trail: true, configRules: true },
    clinical: { ...withReceiving(example).clinical, texts: byAws('clinical') },
    marketing: { ...example.marketing, texts: byAws('marketing') },
    smtp: { clinical: smtp('clinical'), marketing: smtp('marketing') },
    vpc: { ...VPC, inside: ['webhook-accept', 'clinical-deliver', 'marketing-deliver'] },
    people: {
      trust: 'account',
      members: {
        'marketing-operator': [user('mara')],
        'clinical-operator': [user('cleo')],
        'privacy-officer': [user('petra')],
        auditor: [user('ada')],
      },
      breakGlass: [user('bo')],
    },
  };
}

/** The templates of that, synthesized once. */
export function synthesizeEverything(): Templates {
  ofEverything ??= synthesizeAnew(withEverything);
  return ofEverything;
}

function synthesizeAnew(change: (example: Deployment) => Deployment): Templates {
  const app = testApp();
  addDeployment(app, change(loadConfig()));
  const templates = templatesOf(app.synth());
  discard(app);
  return templates;
}

/** Removes what the app was written to. */
export function discard(app: App): void {
  rmSync(app.outdir, { recursive: true, force: true });
}

export function templatesOf(assembly: CloudAssembly): Templates {
  return Object.fromEntries(
    assembly.stacks
      .filter(({ id }) => STACKS.some((name) => name === id))
      .map(({ id, template }) => [id, template as CfnTemplate]),
  ) as Record<StackName, CfnTemplate>;
}

/** Every resource of every stack, with where it is. */
export function allResources(templates: Templates) {
  return STACKS.flatMap((stack) =>
    Object.entries(templates[stack]?.Resources ?? {}).map(([logicalId, resource]) => ({
      stack,
      logicalId,
      ...resource,
    })),
  );
}
