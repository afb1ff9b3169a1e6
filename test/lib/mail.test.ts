import { describe, expect, it } from 'vitest';
import { ACCOUNT, Resolver } from './support/resolve.ts';
import { allResources, type StackName, synthesize } from './support/synthesize.ts';

const templates = synthesize();
const resources = allResources(templates);
const resolver = new Resolver(templates);
const configurationSets = (stack: string) =>
  resources
    .filter((r) => r.stack === stack && r.Type === 'AWS::SES::ConfigurationSet')
    .map(({ Properties }) => Properties);
/** The one by which the lane's messages go. */
const configurationSet = (stack: string) =>
  configurationSets(stack).find((one) => one?.['Name'] === `cordon-${stack.toLowerCase()}`);

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

  it('send notices of the portal, which say nothing, without TLS where there is none', () => {
    const names = configurationSets('Clinical').map((set) => set?.['Name'] as string);
    expect(names.toSorted()).toEqual(['cordon-clinical', 'cordon-notices']);
    const notices = configurationSets('Clinical').find((s) => s?.['Name'] === 'cordon-notices');
    expect(notices?.['DeliveryOptions']).toMatchObject({ TlsPolicy: 'OPTIONAL' });
    expect(configurationSets('Marketing')).toHaveLength(1);
  });

  it.each(['Clinical', 'Marketing'])('%s: tracks no opens and no clicks', (stack) => {
    for (const set of configurationSets(stack)) {
      expect(set?.['VdmOptions']).toMatchObject({
        DashboardOptions: { EngagementMetrics: 'DISABLED' },
      });
      expect(set?.['TrackingOptions']).toBeUndefined();
    }
  });

  it.each(['Clinical', 'Marketing'])(
    '%s: publishes what becomes of mail to the topic, never who reads it, and nothing anywhere else',
    (stack) => {
      const destinations = resources.filter(
        (r) => r.stack === stack && r.Type === 'AWS::SES::ConfigurationSetEventDestination',
      );
      // Of each of its sets.
      expect(destinations).toHaveLength(configurationSets(stack).length);
      const all = destinations.map(({ Properties }) =>
        resolver.resolve(stack as StackName, Properties),
      );
      expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
      const event = {
        // A set's Ref is its logical id here; SES takes its name from it.
        ConfigurationSetName: expect.stringMatching(
          /^Mail(?:ConfigurationSet|NoticesSet)/,
        ) as string,
        EventDestination: {
          Name: 'feedback',
          Enabled: true,
          MatchingEventTypes: [
            ...['bounce', 'complaint', 'delivery', 'deliveryDelay', 'reject'],
            'renderingFailure',
          ],
          SnsDestination: { TopicARN: `arn:aws:sns:us-east-1:${ACCOUNT}:cordon-mail-feedback` },
        },
      };
      expect(all).toEqual(all.map(() => event));
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
