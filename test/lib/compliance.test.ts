import { type App, CfnResource } from 'aws-cdk-lib';
import { HIPAASecurityChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { ACKNOWLEDGEMENTS, concerns } from '../../lib/compliance/acknowledgements.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { discard, testApp } from './support/synthesize.ts';

const apps: App[] = [];
afterAll(() => {
  apps.forEach(discard);
});
function newApp(options: Parameters<typeof testApp>[0] = {}): App {
  const app = testApp(options);
  apps.push(app);
  return app;
}

/** What the rule pack says when nothing is acknowledged: rule and construct, for each finding. */
function allFindings(): { rule: string; resource: CfnResource }[] {
  const app = newApp();
  addDeployment(app, loadConfig(), []);
  const resources = new Map(
    app.node
      .findAll()
      .filter((node) => CfnResource.isCfnResource(node))
      .map((resource) => [resource.node.path, resource]),
  );
  const { violations } = new HIPAASecurityChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.flatMap(({ constructPath }) => {
      const resource = resources.get(constructPath ?? '');
      return resource === undefined ? [] : [{ rule: ruleName, resource }];
    }),
  );
}

describe('the HIPAA Security rule pack', () => {
  const findings = allFindings();

  it.each(ACKNOWLEDGEMENTS)('still finds what $rule acknowledges, with a reason', (one) => {
    const answered = findings.filter(
      ({ rule, resource }) => rule === one.rule && concerns(one, resource),
    );
    expect(answered).not.toEqual([]);
    expect(one.reason.length).toBeGreaterThan(60);
  });

  it('finds nothing that is not acknowledged', () => {
    const open = findings.filter(
      ({ rule, resource }) =>
        !ACKNOWLEDGEMENTS.some((one) => one.rule === rule && concerns(one, resource)),
    );
    expect(open.map(({ rule, resource }) => `${rule} at ${resource.node.path}`)).toEqual([]);
  });

  it('stops a synthesis that leaves a finding open', () => {
    const app = newApp();
    addDeployment(app, loadConfig(), ACKNOWLEDGEMENTS.slice(1));
    expect(() => app.synth()).toThrow(ACKNOWLEDGEMENTS[0]?.rule);
  });

  it("lets the deployment pass, as do CDK's own template rules", { timeout: 120_000 }, () => {
    const app = newApp({ defaultRules: true });
    addDeployment(app, loadConfig());
    expect(app.synth().stacks).toHaveLength(5);
  });
});
