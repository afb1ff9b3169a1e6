import { describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { ACKNOWLEDGEMENTS } from '../../lib/compliance/acknowledgements.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { testApp } from './support/synthesize.ts';

function synthesizeWith(acknowledgements: typeof ACKNOWLEDGEMENTS, defaultRules = false): void {
  const app = testApp({ defaultRules });
  addDeployment(app, loadConfig(), acknowledgements);
  app.synth();
}

describe("the HIPAA Security rule pack and CDK's own template rules", () => {
  it('have nothing to say that is not acknowledged', () => {
    expect(() => {
      synthesizeWith(ACKNOWLEDGEMENTS, true);
    }).not.toThrow();
  });

  it.each(ACKNOWLEDGEMENTS)('would stop the synthesis without the acknowledgement of $rule', (one) => {
    expect(() => {
      synthesizeWith(ACKNOWLEDGEMENTS.filter((other) => other !== one));
    }).toThrow(one.rule);
  });

  it.each(ACKNOWLEDGEMENTS)('acknowledges $rule with a reason', ({ reason }) => {
    expect(reason.length).toBeGreaterThan(60);
  });
});
