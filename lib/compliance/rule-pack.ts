import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { HIPAASecurityChecks } from 'cdk-nag';
import { type Acknowledgement, concerns } from './acknowledgements.ts';

/**
 * Checks the app against cdk-nag's HIPAA Security pack when it is synthesized: a finding that is not
 * acknowledged stops the synthesis.
 */
export function requireHipaaSecurity(app: App, acknowledgements: readonly Acknowledgement[]): void {
  for (const node of app.node.findAll()) {
    if (!CfnResource.isCfnResource(node)) continue;
    for (const acknowledgement of acknowledgements) {
      if (concerns(acknowledgement, node)) {
        const { rule, reason } = acknowledgement;
        Validations.of(node).acknowledge({ id: rule, reason });
      }
    }
  }
  Validations.of(app).addPlugins(new HIPAASecurityChecks(app));
}
