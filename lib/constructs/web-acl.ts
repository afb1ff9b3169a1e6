import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface WebAclProps {
  readonly name: string;
  /** What it stands in front of. */
  readonly resourceArn: string;
  /** Requests of one address in five minutes. */
  readonly requestsPerAddress: number;
  /** Nothing is posted but forms that people fill in. */
  readonly formsAlone?: true;
  readonly logsKey: IKey;
  readonly logRetentionDays: RetentionDays;
  readonly retain: boolean;
}

interface ManagedGroup {
  readonly name: string;
  /** Rules that only count, each because it would refuse honest payloads. */
  readonly counted: readonly string[];
}

/**
 * Rules that look into the body count and do not block: a webhook is whatever a vendor's form held, mail is
 * HTML by nature, and both are larger than 8 KB. The body is the scanner's business; an honest
 * payload that is refused here is lost to the company.
 */
const MANAGED_GROUPS: readonly ManagedGroup[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    counted: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY'],
  },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    counted: [
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'SizeRestrictions_BODY',
      // Vendors' servers send no User-Agent as often as not.
      'NoUserAgent_HEADER',
    ],
  },
];

/** Where callers put what proves who they are; the last says at which address they were before, pick-up links as well. */
const CREDENTIAL_HEADERS = [
  ...['authorization', 'cookie', 'x-api-key', 'x-postmark-server-token'],
  'referer',
];

/**
 * `Content-Length` of a form, in bytes: at most 99,999. The longest that people fill in is a reply of 10,000 characters, each
 * written as nine bytes at most. Its length is looked at and not the body, of which WAF sees 64 KB at most
 * (https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html). Browsers say how
 * long a form is; a body that does not say so is refused, too.
 */
const FORM_LENGTH = '^[0-9]{1,5}$';

/**
 * A web application firewall. WAF's logs and samples quote what matched, which may be PHI or a
 * credential: samples are off, and body, query string and credential headers are replaced wherever WAF
 * would store them. The path as called is redacted in the log, because that of a pick-up link is its secret; data
 * protection has no field for it.
 */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const visibility = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: false,
      metricName: `${props.name}-${metricName}`,
    });
    const acl = new CfnWebACL(this, 'Acl', {
      name: props.name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('all'),
      dataProtectionConfig: {
        dataProtections: [
          substitute('BODY'),
          substitute('QUERY_STRING'),
          substitute('SINGLE_HEADER', CREDENTIAL_HEADERS),
        ],
      },
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              limit: props.requestsPerAddress,
              aggregateKeyType: 'IP',
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: visibility('rate'),
        },
        ...(props.formsAlone === true ? [formsAlone(1, visibility('form-size'))] : []),
        ...MANAGED_GROUPS.map(({ name, counted }, at) => ({
          name,
          priority: at + (props.formsAlone === true ? 2 : 1),
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name,
              ruleActionOverrides: counted.map((rule) => ({
                name: rule,
                actionToUse: { count: {} },
              })),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: props.resourceArn,
      webAclArn: acl.attrArn,
    });
    const logs = new LogGroup(this, 'Logs', {
      // WAF writes only to log groups whose name starts so.
      logGroupName: `aws-waf-logs-${props.name}`,
      retention: props.logRetentionDays,
      encryptionKey: props.logsKey,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: `log-group:${logs.logGroupName}`,
        }),
      ],
      redactedFields: [
        { uriPath: {} },
        { queryString: {} },
        ...CREDENTIAL_HEADERS.map((header) => ({ singleHeader: { Name: header } })),
      ],
      // Only what was refused: what passed is in the access log.
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
  }
}

/** Refuses what is posted and no form of honest length (RFC 9110, 15.5.14). */
function formsAlone(
  priority: number,
  visibilityConfig: CfnWebACL.VisibilityConfigProperty,
): CfnWebACL.RuleProperty {
  const asItCame = [{ priority: 0, type: 'NONE' }];
  const isPost = {
    byteMatchStatement: {
      fieldToMatch: { method: {} },
      positionalConstraint: 'EXACTLY',
      searchString: 'POST',
      textTransformations: asItCame,
    },
  };
  const hasLength = {
    regexMatchStatement: {
      fieldToMatch: { singleHeader: { Name: 'content-length' } },
      regexString: FORM_LENGTH,
      textTransformations: asItCame,
    },
  };
  return {
    name: 'FormSize',
    priority,
    action: { block: { customResponse: { responseCode: 413 } } },
    statement: {
      andStatement: { statements: [isPost, { notStatement: { statement: hasLength } }] },
    },
    visibilityConfig,
  };
}

function substitute(
  fieldType: 'BODY' | 'QUERY_STRING' | 'SINGLE_HEADER',
  fieldKeys?: string[],
): CfnWebACL.DataProtectProperty {
  return {
    action: 'SUBSTITUTION',
    field: { fieldType, ...(fieldKeys === undefined ? {} : { fieldKeys }) },
    excludeRuleMatchDetails: false,
    excludeRateBasedDetails: false,
  };
}
