import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { addDeployment } from '../../../lib/app.ts';
import { PROJECT_ROOT } from '../../../lib/bundling.ts';
import { loadConfig } from '../../../lib/config/load.ts';
import type { Deployment } from '../../../lib/config/schema.ts';

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

export const STACKS = ['Data', 'Inbound', 'Clinical', 'Marketing', 'Operations'] as const;
export type StackName = (typeof STACKS)[number];
export type Templates = Readonly<Record<StackName, CfnTemplate>>;

/** An app as `npm run synth` makes it, but without bundling code and, unless asked, CDK's own slow rules. */
export function testApp(options: { readonly defaultRules?: boolean } = {}): App {
  const cdk = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  return new App({
    outdir: mkdtempSync(path.join(tmpdir(), 'cordon-synth-')),
    context: {
      ...cdk.context,
      '@aws-cdk/core:validateAgainstDefaultRules': options.defaultRules ?? false,
      'aws:cdk:bundling-stacks': [],
    },
  });
}

/** The templates of a deployment: the example's, with changes. */
export function synthesize(change: (example: Deployment) => Deployment = (same) => same): Templates {
  const app = testApp();
  addDeployment(app, change(loadConfig()));
  const assembly = app.synth();
  return Object.fromEntries(
    STACKS.map((name) => [name, assembly.getStackArtifact(name).template as CfnTemplate]),
  ) as Record<StackName, CfnTemplate>;
}

/** Every resource of every stack, with where it is. */
export function allResources(templates: Templates) {
  return STACKS.flatMap((stack) =>
    Object.entries(templates[stack].Resources).map(([logicalId, resource]) => ({
      stack,
      logicalId,
      ...resource,
    })),
  );
}
