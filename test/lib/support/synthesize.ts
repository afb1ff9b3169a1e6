import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
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

/** The templates of a deployment: the example's, with changes. The example itself is synthesized once. */
export function synthesize(change?: (example: Deployment) => Deployment): Templates {
  if (change !== undefined) return synthesizeAnew(change);
  ofExample ??= synthesizeAnew((same) => same);
  return ofExample;
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
