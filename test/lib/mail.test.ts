import { describe, expect, it } from 'vitest';
import { ACCOUNT, Resolver } from './support/resolve.ts';
import { allResources, type StackName, synthesize } from './support/synthesize.ts';

const templates = synthesize();
const resources = allResources(templates);
const resolver = new Resolver(templates);
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
  });

  it.each(['Clinical', 'Marketing'])(
    '%s: publishes what becomes of mail to the topic, never who reads it, and nothing anywhere else',
    (stack) => {
      const destinations = resources.filter(
        (r) => r.stack === stack && r.Type === 'AWS::SES::ConfigurationSetEventDestination',
      );
      expect(destinations).toHaveLength(1);
      const properties = resolver.resolve(stack as StackName, destinations[0]!.Properties);
      expect(properties).toEqual({
        // A set's Ref is its logical id here; SES takes its name from it.
        ConfigurationSetName: expect.stringMatching(/^MailConfigurationSet/) as string,
        EventDestination: {
          Name: 'feedback',
          Enabled: true,
          MatchingEventTypes: [
            ...['bounce', 'complaint', 'delivery', 'deliveryDelay', 'reject'],
            'renderingFailure',
          ],
          SnsDestination: { TopicARN: `arn:aws:sns:us-east-1:${ACCOUNT}:cordon-mail-feedback` },
        },
      });
    },
  );

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
