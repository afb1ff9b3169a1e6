import { readFileSync } from 'node:fs';
import {
  type App,
  CfnResource,
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Validations,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type NagPack } from 'cdk-nag';
import type { Deployment } from '../config/schema.ts';
import { type Acknowledgement, answers, type PackFinding } from './acknowledgements.ts';

/** cdk-nag's packs that a deployment must pass. */
const packsOf = (app: App): readonly NagPack[] => [
  new HIPAASecurityChecks(app),
  new AwsSolutionsChecks(app),
];

/** Everything that the packs say of an app. */
export function findingsOf(app: App): readonly PackFinding[] {
  return packsOf(app).flatMap((pack) =>
    pack.validateScope(app).violations.flatMap(findingsIn(app)),
  );
}

/** The findings of one rule, by the resources in which it found something. */
function findingsIn(app: App): (violation: PolicyViolation) => readonly PackFinding[] {
  const resources = new Map(
    app.node
      .findAll()
      .filter((node) => CfnResource.isCfnResource(node))
      .map((resource) => [resource.node.path, resource]),
  );
  return ({ ruleName, violatingResources }) => {
    const [, rule = ruleName, detail] = /^([^[]+)\[(.*)\]$/s.exec(ruleName) ?? [];
    return violatingResources.flatMap(({ constructPath }) => {
      const resource = resources.get(constructPath ?? '');
      if (resource === undefined) return [];
      return [{ rule, resource, ...(detail === undefined ? {} : { detail }) }];
    });
  };
}

/**
 * Checks the app against cdk-nag's HIPAA Security and AWS Solutions packs when it is synthesized: a finding that is not
 * acknowledged stops the synthesis.
 */
export function requireRulePacks(app: App, acknowledgements: readonly Acknowledgement[]): void {
  Validations.of(app).addPlugins(
    ...packsOf(app).map((pack) => new AnsweredPack(app, pack, acknowledgements)),
  );
}

/**
 * A pack without the findings that are acknowledged. Not by `Validations.acknowledge`: what some rules say is in brackets
 * of their ids and names exports, which exist only once the templates are being written.
 */
class AnsweredPack implements IPolicyValidationPlugin {
  readonly name: string;
  readonly #app: App;
  readonly #pack: NagPack;
  readonly #acknowledgements: readonly Acknowledgement[];

  constructor(app: App, pack: NagPack, acknowledgements: readonly Acknowledgement[]) {
    this.name = pack.name;
    this.#app = app;
    this.#pack = pack;
    this.#acknowledgements = acknowledgements;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = this.#pack.validate(context);
    const findings = findingsIn(this.#app);
    const isAnswered = (violation: PolicyViolation) => {
      const found = findings(violation);
      // A finding about something else than a resource of this app has no reason to stay.
      return (
        found.length > 0 &&
        found.every((finding) => this.#acknowledgements.some((one) => answers(one, finding)))
      );
    };
    const violations = report.violations.flatMap((violation) => {
      const violatingResources = violation.violatingResources.filter(
        (resource) => !isAnswered({ ...violation, violatingResources: [resource] }),
      );
      return violatingResources.length === 0 ? [] : [{ ...violation, violatingResources }];
    });
    return { ...report, violations, success: violations.length === 0 };
  }
}

/** Rules in the language of AWS CloudFormation Guard, for what the packs cannot see. */
const GUARD = new URL('./guard/', import.meta.url);

/** The engine with the rules of this deployment. @param withDefaults CDK's own template rules, too */
export function guardRules(
  { protection }: Pick<Deployment, 'protection'>,
  { withDefaults }: { readonly withDefaults: boolean },
): CloudFormationValidatePlugin {
  const isProtected = protection.retain && protection.deletionProtection;
  const files = isProtected ? ['always', 'protected'] : ['always'];
  return new CloudFormationValidatePlugin({
    includeDefaultRules: withDefaults,
    guardRules: files.map((name) => ({
      name,
      content: readFileSync(new URL(`${name}.guard`, GUARD), 'utf8'),
    })),
  });
}

/** Checks the templates against the Guard rules, besides CDK's own, when they are synthesized: it takes some seconds. */
export function requireGuardRules(app: App, deployment: Deployment): void {
  const engine = guardRules(deployment, { withDefaults: true });
  Validations.of(app).addPlugins({
    name: engine.name,
    validate: (context) => engine.validate(context),
  });
}
