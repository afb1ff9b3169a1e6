import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../lib/config/schema.ts';
import { allResources, synthesize } from './support/synthesize.ts';

const resources = allResources(synthesize());
const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

describe('the front doors', () => {
  it('are one for each audience, with a stage, a firewall and its association', () => {
    for (const type of [
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::WAFv2::WebACL',
      'AWS::WAFv2::WebACLAssociation',
      'AWS::WAFv2::LoggingConfiguration',
    ]) {
      expect(
        ofType(type).map(({ stack }) => stack),
        type,
      ).toEqual(['Inbound', 'Clinical', 'Marketing', 'Operations']);
    }
  });

  it.each(ofType('AWS::ApiGateway::RestApi'))(
    'of $stack pass raw bytes, because signatures cover bytes, over TLS 1.2 at least',
    ({ Properties }) => {
      expect(Properties?.['BinaryMediaTypes']).toEqual(['*/*']);
      expect(Properties?.['SecurityPolicy']).toMatch(/^SecurityPolicy_TLS13_1_2_/);
    },
  );

  it.each(ofType('AWS::ApiGateway::Stage'))(
    'of $stack log names and sizes, never a header, a query string, a path as called or a body',
    ({ Properties }) => {
      const { Format } = Properties?.['AccessLogSetting'] as { Format: string };
      const fields = Object.values(JSON.parse(Format) as Record<string, string>);
      expect(fields.length).toBeGreaterThan(5);
      for (const field of fields) {
        expect(field).not.toMatch(/\.path$|header|query|body|userAgent|authorizer|message/i);
      }
    },
  );

  it.each(ofType('AWS::ApiGateway::Stage'))(
    'of $stack are throttled, log errors alone and never whole requests, and trace no address as called',
    ({ Properties }) => {
      // X-Ray's segments of a stage hold the whole URL: the secret of a pick-up link is in its path.
      expect(Properties?.['TracingEnabled']).toBe(false);
      const [settings] = Properties?.['MethodSettings'] as Record<string, unknown>[];
      expect(settings).toMatchObject({
        HttpMethod: '*',
        ResourcePath: '/*',
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
      });
      expect(settings?.['ThrottlingRateLimit']).toBeGreaterThan(0);
    },
  );

  it('make the log group that API Gateway would otherwise make without a key or an end', () => {
    const logs = ofType('AWS::Logs::LogGroup').filter(({ Properties }) =>
      JSON.stringify(Properties?.['LogGroupName']).includes('API-Gateway-Execution-Logs_'),
    );
    expect(logs).toHaveLength(4);
  });

  it('answer vendors and recipients, senders by POST, auditors by GET, officers by all', () => {
    const methods = ofType('AWS::ApiGateway::Method').map(
      ({ stack, Properties }) => `${stack} ${String(Properties?.['HttpMethod'])}`,
    );
    expect(methods.toSorted()).toEqual([
      // People: two paths besides the one of senders. Messages: one to see, one to recall. The API's description.
      'Clinical GET',
      'Clinical GET',
      'Clinical GET',
      'Clinical GET',
      'Clinical POST',
      'Clinical POST',
      'Clinical POST',
      'Clinical POST',
      'Clinical POST',
      'Clinical POST',
      'Clinical PUT',
      // Webhooks, unsubscribe links, texts, the portal.
      'Inbound GET',
      'Inbound GET',
      'Inbound GET',
      'Inbound GET',
      'Inbound HEAD',
      'Inbound POST',
      'Inbound POST',
      'Inbound POST',
      'Inbound POST',
      'Marketing GET',
      'Marketing GET',
      'Marketing POST',
      'Marketing POST',
      'Marketing POST',
      'Operations DELETE',
      // Decisions, the ledger, registries, dead letters with their destinations, pick-up links.
      'Operations GET',
      'Operations GET',
      'Operations GET',
      'Operations GET',
      'Operations GET',
      'Operations GET',
      'Operations GET',
      'Operations POST',
      'Operations POST',
      'Operations POST',
      'Operations POST',
      'Operations POST',
      'Operations PUT',
    ]);
  });

  it.each(ofType('AWS::WAFv2::WebACL'))(
    'of $stack have a firewall that limits each address and keeps nothing of a body or a credential',
    ({ Properties = {} }) => {
      const rules = Properties['Rules'] as {
        Name: string;
        VisibilityConfig: { SampledRequestsEnabled: boolean };
      }[];
      expect(rules[0]?.Name).toBe('RatePerAddress');
      const visibility = [
        Properties['VisibilityConfig'] as { SampledRequestsEnabled: boolean },
        ...rules.map(({ VisibilityConfig }) => VisibilityConfig),
      ];
      for (const { SampledRequestsEnabled } of visibility)
        expect(SampledRequestsEnabled).toBe(false);
      const { DataProtections } = Properties['DataProtectionConfig'] as {
        DataProtections: {
          Field: { FieldType: string };
          Action: string;
          ExcludeRuleMatchDetails: boolean;
        }[];
      };
      const hidden = DataProtections.filter(
        (one) => one.Action === 'SUBSTITUTION' && !one.ExcludeRuleMatchDetails,
      );
      expect(hidden.map(({ Field }) => Field.FieldType)).toEqual([
        'BODY',
        'QUERY_STRING',
        'SINGLE_HEADER',
      ]);
    },
  );

  it.each(ofType('AWS::WAFv2::LoggingConfiguration'))(
    'of $stack have a firewall that logs no path as called, which may be a pick-up link, and no query string',
    ({ Properties = {} }) => {
      const redacted = Properties['RedactedFields'] as readonly object[];
      expect(redacted).toContainEqual({ UriPath: {} });
      expect(redacted).toContainEqual({ QueryString: {} });
    },
  );

  it('may be open to some address ranges alone', () => {
    const { Operations } = synthesize((example) => ({
      ...example,
      apis: {
        ...example.apis,
        operations: { ...example.apis.operations, allowedCidrs: ['203.0.113.0/24'] },
      },
    }));
    const api = Object.values(Operations.Resources).find(
      ({ Type }) => Type === 'AWS::ApiGateway::RestApi',
    );
    expect(api?.Properties?.['Policy']).toMatchObject({
      Statement: [
        { Effect: 'Allow' },
        { Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } } },
      ],
    });
  });

  const customDomain = {
    name: 'hooks.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/abc',
  };
  const named = (domain: Deployment['apis']['inbound']['customDomain']) =>
    synthesize((example) => ({
      ...example,
      apis: { ...example.apis, inbound: { ...example.apis.inbound, customDomain: domain } },
    })).Inbound;

  it('ask callers for a certificate where the config says whose, and then under no other name either', () => {
    const { Resources } = named({
      ...customDomain,
      clientCertificates: { truststore: 's3://example-truststore/ca/all.pem', version: 'v1' },
    });
    const found = (type: string) =>
      Object.values(Resources).find(({ Type }) => Type === type)?.Properties;
    expect(found('AWS::ApiGateway::DomainName')).toMatchObject({
      MutualTlsAuthentication: {
        TruststoreUri: 's3://example-truststore/ca/all.pem',
        TruststoreVersion: 'v1',
      },
      // The only one under which API Gateway asks for certificates that is not older.
      SecurityPolicy: 'TLS_1_2',
    });
    expect(found('AWS::ApiGateway::RestApi')).toMatchObject({ DisableExecuteApiEndpoint: true });
  });

  it('answer under a name of their own when there is one, and then under no other', () => {
    const Inbound = named(customDomain);
    const found = (type: string) =>
      Object.values(Inbound.Resources).find(({ Type }) => Type === type)?.Properties;
    expect(found('AWS::ApiGateway::DomainName')).toMatchObject({ DomainName: 'hooks.example.com' });
    expect(found('AWS::ApiGateway::RestApi')).toMatchObject({ DisableExecuteApiEndpoint: true });
    expect(Inbound.Outputs?.['WebhookUrl']?.Value).toBe(
      'https://hooks.example.com/webhooks/{source}',
    );
  });
});
