import { describe, expect, it } from 'vitest';
import { allResources, synthesize } from './support/synthesize.ts';

const resources = allResources(synthesize());
const configurationSet = (stack: string) =>
  resources.find((r) => r.stack === stack && r.Type === 'AWS::SES::ConfigurationSet')?.Properties;

describe('the mail lanes', () => {
  it('have an identity and a configuration set each', () => {
    const identities = resources
      .filter(({ Type }) => Type === 'AWS::SES::EmailIdentity')
      .map(({ stack, Properties }) => `${stack}: ${String(Properties?.['EmailIdentity'])}`);
    expect(identities).toEqual(['Clinical: care.example.com', 'Marketing: news.example.com']);
    expect(configurationSet('Clinical')?.['Name']).toBe('cordon-clinical');
    expect(configurationSet('Marketing')?.['Name']).toBe('cordon-marketing');
  });

  it('send clinical mail over TLS or not at all', () => {
    expect(configurationSet('Clinical')?.['DeliveryOptions']).toMatchObject({
      TlsPolicy: 'REQUIRE',
    });
  });

  it.each(['Clinical', 'Marketing'])('%s: tracks no opens and no clicks', (stack) => {
    const set = configurationSet(stack);
    expect(set?.['VdmOptions']).toMatchObject({
      DashboardOptions: { EngagementMetrics: 'DISABLED' },
    });
    expect(set?.['TrackingOptions']).toBeUndefined();
    const destinations = resources.filter(
      ({ Type }) => Type === 'AWS::SES::ConfigurationSetEventDestination',
    );
    expect(destinations).toEqual([]);
  });

  it.each(['Clinical', 'Marketing'])(
    '%s: keeps reputation figures, and honors bounces and complaints',
    (stack) => {
      expect(configurationSet(stack)).toMatchObject({
        ReputationOptions: { ReputationMetricsEnabled: true },
        SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      });
    },
  );
});
