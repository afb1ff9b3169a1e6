import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../lib/config/schema.ts';
import { routesOf } from './support/routes.ts';
import {
  allResources,
  type CfnTemplate,
  synthesize,
  withEverything,
} from './support/synthesize.ts';

const templates = synthesize();
const resources = allResources(templates);
const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

/** What belongs to each door, by the construct that its logical id begins with. */
const DOORS = ['Inbound FrontDoor', 'Inbound PortalDoor'].concat(
  ['Clinical', 'Marketing', 'Operations'].map((stack) => `${stack} FrontDoor`),
);
const doorOf = ({ stack, logicalId }: { readonly stack: string; readonly logicalId: string }) =>
  `${stack} ${/^(?:Front|Portal)Door/.exec(logicalId)?.[0] ?? logicalId}`;

describe('the front doors', () => {
  it('are one for each audience, with a stage, a firewall and its association', () => {
    for (const type of [
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::WAFv2::WebACL',
      'AWS::WAFv2::WebACLAssociation',
      'AWS::WAFv2::LoggingConfiguration',
    ]) {
      expect(ofType(type).map(doorOf), type).toEqual(DOORS);
    }
  });

  it.each(ofType('AWS::ApiGateway::RestApi'))(
    'of $stack ($logicalId) pass raw bytes, because signatures cover bytes, over TLS 1.2 at least',
    ({ Properties }) => {
      expect(Properties?.['BinaryMediaTypes']).toEqual(['*/*']);
      expect(Properties?.['SecurityPolicy']).toMatch(/^SecurityPolicy_TLS13_1_2_/);
    },
  );

  it.each(ofType('AWS::ApiGateway::Stage'))(
    'of $stack ($logicalId) log names and sizes, never a header, a query string, a path as called or a body',
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
    'of $stack ($logicalId) are throttled, log errors alone and never whole requests, and trace no address as called',
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
    expect(logs).toHaveLength(DOORS.length);
  });

  it('answer each audience what is its own, and nothing else', () => {
    const lane = [
      'GET /openapi.json',
      'GET /v1/messages/{id}',
      'POST /v1/messages',
      'POST /v1/messages/{id}/recall',
      'POST /{proxy+}',
    ];
    expect(routesOf(templates)).toEqual({
      'cordon-inbound': [
        'GET /u/{token}',
        'GET /webhooks/{source}',
        'HEAD /webhooks/{source}',
        'POST /u/{token}',
        'POST /v1/inbound-texts',
        'POST /webhooks/{source}',
      ],
      'cordon-portal': ['GET /p/{token}', 'GET /p/{token}/{proxy+}', 'POST /p/{token}/{proxy+}'],
      'cordon-clinical': [
        ...lane,
        'GET /v1/people',
        'GET /v1/people/{proxy+}',
        'POST /v1/people',
        'POST /v1/people/{proxy+}',
        'POST /v1/tokens/reveal',
        'PUT /v1/people/{proxy+}',
      ].toSorted(),
      'cordon-marketing': lane,
      'cordon-operations': [
        'DELETE /v1/admin/{proxy+}',
        'GET /v1/admin/{proxy+}',
        'GET /v1/decisions',
        'GET /v1/deliveries',
        'GET /v1/deliveries/{proxy+}',
        'GET /v1/destinations/{proxy+}',
        'GET /v1/ledger/{proxy+}',
        'GET /v1/portal/{proxy+}',
        'GET /v1/quarantine',
        'GET /v1/quarantine/{proxy+}',
        'POST /v1/admin/{proxy+}',
        'POST /v1/deliveries/{proxy+}',
        'POST /v1/destinations/{proxy+}',
        'POST /v1/disposals',
        'POST /v1/portal/{proxy+}',
        'POST /v1/quarantine/{proxy+}',
        'PUT /v1/admin/{proxy+}',
      ],
    });
  });

  it('say of every other path that nothing is there, where no signed request is asked for', () => {
    const found = (of: ReturnType<typeof synthesize>) =>
      allResources(of).filter(
        ({ Type, Properties }) =>
          Type === 'AWS::ApiGateway::GatewayResponse' && Properties?.['StatusCode'] === '404',
      );
    expect(found(templates).map(doorOf)).toEqual(DOORS);
    // Of a route that is there, too, API Gateway says so where the signature is missing.
    const signed = synthesize((example) => ({
      ...example,
      people: withEverything(example).people,
    }));
    expect(found(signed).map(doorOf)).toEqual(
      DOORS.filter((door) => !door.startsWith('Operations')),
    );
  });

  it('let nobody but the function of the portal answer recipients, and it nobody but them', () => {
    const called = ofType('AWS::ApiGateway::Method')
      .map(
        (method) => [doorOf(method), JSON.stringify(method.Properties?.['Integration'])] as const,
      )
      .filter(
        ([door, integration]) => (door === DOORS[1]) !== integration.includes('"portalFunction'),
      );
    expect(called).toEqual([]);
  });

  it.each(ofType('AWS::WAFv2::WebACL'))(
    'of $stack ($logicalId) have a firewall that limits each address and keeps nothing of a body or a credential',
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
    'of $stack ($logicalId) have a firewall that logs no path as called, which may be a pick-up link, and no query string',
    ({ Properties = {} }) => {
      const redacted = Properties['RedactedFields'] as readonly object[];
      expect(redacted).toContainEqual({ UriPath: {} });
      expect(redacted).toContainEqual({ QueryString: {} });
      // Where one comes from is such a path, too.
      for (const Name of ['referer', 'cookie', 'authorization']) {
        expect(redacted).toContainEqual({ SingleHeader: { Name } });
      }
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

  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/abc';
  const named = (
    api: 'inbound' | 'portal',
    customDomain: Deployment['apis']['inbound']['customDomain'],
  ) =>
    synthesize((example) => ({
      ...example,
      apis: { ...example.apis, [api]: { ...example.apis[api], customDomain } },
    })).Inbound;
  const found = ({ Resources }: CfnTemplate, type: string) =>
    Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
      Type === `AWS::ApiGateway::${type}` ? [Properties] : [],
    );
  /** APIs that do not answer under the names that API Gateway gives them. */
  const closed = (template: CfnTemplate) =>
    found(template, 'RestApi')
      .filter(({ DisableExecuteApiEndpoint }) => DisableExecuteApiEndpoint === true)
      .map(({ Name }) => Name);

  it('ask callers for a certificate where the config says whose, and then under no other name either', () => {
    const Inbound = named('inbound', {
      ...{ name: 'hooks.example.com', certificateArn },
      clientCertificates: { truststore: 's3://example-truststore/ca/all.pem', version: 'v1' },
    });
    expect(found(Inbound, 'DomainName')).toMatchObject([
      {
        MutualTlsAuthentication: {
          TruststoreUri: 's3://example-truststore/ca/all.pem',
          TruststoreVersion: 'v1',
        },
        // The only one under which API Gateway asks for certificates that is not older.
        SecurityPolicy: 'TLS_1_2',
      },
    ]);
    expect(closed(Inbound)).toEqual(['cordon-inbound']);
  });

  it.each([
    ['inbound', 'hooks.example.com', 'WebhookUrl', 'webhooks/{source}'],
    ['portal', 'messages.example.com', 'PortalUrl', ''],
  ] as const)(
    'answer under a name of their own when there is one, and then under no other: %s',
    (api, name, output, path) => {
      const Inbound = named(api, { name, certificateArn });
      expect(found(Inbound, 'DomainName')).toMatchObject([{ DomainName: name }]);
      expect(closed(Inbound)).toEqual([`cordon-${api}`]);
      expect(Inbound.Outputs?.[output]?.Value).toBe(`https://${name}/${path}`);
    },
  );
});
