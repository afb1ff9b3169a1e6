import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  CfnFirewallDomainList,
  CfnFirewallRuleGroup,
  CfnFirewallRuleGroupAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/**
 * The VPC resolves the names of its endpoints and no others. Without this, names that somebody looks up would still reach
 * servers of his on the internet by way of AWS's resolver, and could carry data.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html
 */
export class DnsFirewall extends Construct {
  /** @param hosts without region, as in `ServiceEndpoint` */
  constructor(scope: Construct, vpc: IVpc, names: Names, hosts: readonly string[]) {
    super(scope, 'DnsFirewall');
    const name = `${names.prefix}-network`;
    const own = new CfnFirewallDomainList(this, 'Own', {
      name: `${name}-endpoints`,
      domains: hosts.map((host) => `${host}.${names.region}.amazonaws.com`),
    });
    const all = new CfnFirewallDomainList(this, 'All', { name: `${name}-all`, domains: ['*'] });
    const rules = new CfnFirewallRuleGroup(this, 'Rules', {
      name,
      firewallRules: [
        {
          ...{ priority: 1, action: 'ALLOW', firewallDomainListId: own.attrId },
          // S3 answers with other names of its own.
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        },
        {
          ...{ priority: 2, action: 'BLOCK', firewallDomainListId: all.attrId },
          blockResponse: 'NXDOMAIN',
        },
      ],
    });
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      name,
      firewallRuleGroupId: rules.attrId,
      vpcId: vpc.vpcId,
      // 100 and less is AWS Firewall Manager's.
      priority: 101,
    });
  }
}
