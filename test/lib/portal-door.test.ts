import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { PORTAL_LIMITS } from '../../lambdas/core/portal/link.ts';
import { allResources, synthesize } from './support/synthesize.ts';

interface Rule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: object;
  readonly Statement: Statement;
}
interface Statement {
  readonly RateBasedStatement?: { readonly Limit: number };
  readonly AndStatement?: { readonly Statements: readonly Statement[] };
  readonly NotStatement?: { readonly Statement: Statement };
  readonly ByteMatchStatement?: { readonly SearchString: string };
  readonly RegexMatchStatement?: { readonly FieldToMatch: object; readonly RegexString: string };
}

const resources = allResources(synthesize());
const firewalls = new Map(
  resources.flatMap(({ Type, Properties = {} }) =>
    Type === 'AWS::WAFv2::WebACL'
      ? [[String(Properties['Name']), Properties['Rules'] as readonly Rule[]] as const]
      : [],
  ),
);
const formSize = firewalls.get('cordon-portal')?.find(({ Name }) => Name === 'FormSize');
const { portal, publicUrl } = loadConfig();

describe('the door of recipients', () => {
  it('takes as much of one address as people ask for, and not as much as vendors post', () => {
    const limits = [...firewalls].map(([name, [first]]) => [
      name,
      first?.Statement.RateBasedStatement?.Limit,
    ]);
    expect(Object.fromEntries(limits)).toEqual({
      ...{ 'cordon-inbound': 30_000, 'cordon-portal': 1000 },
      ...{ 'cordon-clinical': 30_000, 'cordon-marketing': 30_000, 'cordon-operations': 30_000 },
    });
  });

  it('has a limit of its own for all of them together', () => {
    const stage = resources.find(
      ({ Type, logicalId }) =>
        Type === 'AWS::ApiGateway::Stage' && logicalId.startsWith('PortalDoor'),
    );
    expect(stage?.Properties?.['MethodSettings']).toMatchObject([
      { HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    ]);
  });

  it('is the only one with a firewall that knows how long a form is, each of whose rules has its turn', () => {
    for (const [name, rules] of firewalls) {
      expect(rules.map(({ Priority }) => Priority)).toEqual([...rules.keys()]);
      expect(
        rules.some(({ Name }) => Name === 'FormSize'),
        name,
      ).toBe(name === 'cordon-portal');
    }
    expect(formSize?.Action).toEqual({ Block: { CustomResponse: { ResponseCode: 413 } } });
  });

  it.each([
    ['GET', undefined, 'passes'],
    ['POST', '0', 'passes'],
    ['POST', String(longestReply()), 'passes'],
    ['POST', '99999', 'passes'],
    ['POST', '100000', 'is refused'],
    ['POST', '10000000', 'is refused'],
    ['POST', '-1', 'is refused'],
    ['POST', '1,100000', 'is refused'],
    // In chunks, of which nobody knows how many come.
    ['POST', undefined, 'is refused'],
  ] as const)('%s with %s bytes %s', (method, length, outcome) => {
    const [isPost, hasNoLength] = formSize?.Statement.AndStatement?.Statements ?? [];
    expect(isPost?.ByteMatchStatement).toMatchObject({
      FieldToMatch: { Method: {} },
      PositionalConstraint: 'EXACTLY',
    });
    const hasLength = hasNoLength?.NotStatement?.Statement.RegexMatchStatement;
    expect(hasLength?.FieldToMatch).toEqual({ SingleHeader: { Name: 'content-length' } });
    const refused =
      method === isPost?.ByteMatchStatement?.SearchString &&
      // WAF matches nothing in a header that is not there.
      (length === undefined || !new RegExp(hasLength?.RegexString ?? '').test(length));
    expect(refused).toBe(outcome === 'is refused');
  });

  it('is where the links of notices lead; those that end messages lead to the door of vendors', () => {
    const told = resources.flatMap(({ Type, Properties = {} }) => {
      if (Type !== 'AWS::Lambda::Function') return [];
      const { Variables } = Properties['Environment'] as {
        readonly Variables: Readonly<Record<string, unknown>>;
      };
      const urls = [Variables['CORDON_PORTAL_URL'], Variables['CORDON_PUBLIC_URL']];
      return urls.some((url) => url !== undefined) ? [[Properties['FunctionName'], urls]] : [];
    });
    expect(Object.fromEntries(told)).toEqual({
      'cordon-portal': [portal.url, undefined],
      'cordon-clinical-send': [portal.url, undefined],
      'cordon-clinical-deliver': [portal.url, publicUrl],
      'cordon-marketing-deliver': [undefined, publicUrl],
      'cordon-webhook-accept': [undefined, publicUrl],
      'cordon-canary': [undefined, publicUrl],
    });
  });
});

/** Bytes of the longest reply as a browser posts it: each character three bytes in UTF-8, each byte an escape. */
function longestReply(): number {
  const text = '\u4e2d'.repeat(PORTAL_LIMITS.replyLength);
  return new URLSearchParams({ form: 'x'.repeat(43), text }).toString().length;
}
