import type { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { ACKNOWLEDGEMENTS, answers } from '../../lib/compliance/acknowledgements.ts';
import { findingsOf, requireGuardRules } from '../../lib/compliance/rule-pack.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { discard, testApp, withEverything, withVpc } from './support/synthesize.ts';

const apps: App[] = [];
afterAll(() => {
  apps.forEach(discard);
});
function newApp(options: Parameters<typeof testApp>[0] = {}): App {
  const app = testApp(options);
  apps.push(app);
  return app;
}

/** What the rule packs say when nothing is acknowledged, of a deployment with all that a config can ask for. */
function allFindings() {
  const app = newApp();
  addDeployment(app, withEverything(loadConfig()), []);
  return findingsOf(app);
}

describe('the HIPAA Security and AWS Solutions rule packs', () => {
  const findings = allFindings();

  it.each(ACKNOWLEDGEMENTS)('still finds what $rule acknowledges, with a reason', (one) => {
    expect(findings.filter((finding) => answers(one, finding))).not.toEqual([]);
    expect(one.reason.length).toBeGreaterThan(60);
  });

  it('finds nothing that is not acknowledged', () => {
    const open = findings.filter(
      (finding) => !ACKNOWLEDGEMENTS.some((one) => answers(one, finding)),
    );
    const said = open.map(
      ({ rule, detail = '', resource }) => `${rule} ${detail} at ${resource.node.path}`,
    );
    expect(said).toEqual([]);
  });

  it('stops a synthesis that leaves a finding open', () => {
    const app = newApp();
    addDeployment(app, loadConfig(), ACKNOWLEDGEMENTS.slice(1));
    expect(() => app.synth()).toThrow(ACKNOWLEDGEMENTS[0]?.rule);
  });

  it(
    "lets the deployment pass, as do CDK's own template rules and ours",
    { timeout: 120_000 },
    () => {
      const app = newApp();
      const deployment = withVpc(loadConfig());
      addDeployment(app, deployment);
      requireGuardRules(app, deployment);
      expect(app.synth().stacks).toHaveLength(6);
    },
  );
});
