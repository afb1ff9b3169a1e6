import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MailConfig } from '../config/schema.ts';

export interface MailLaneProps {
  readonly mail: MailConfig;
  /** `require`: a message that cannot go over TLS does not go (45 CFR 164.312(e)(1)). */
  readonly tls: 'require' | 'when-offered';
  /** Name of another set, by which goes what says nothing: without TLS, where a server has none. Absent: all goes by the one. */
  readonly noticesSetName?: string;
  /** The topic of what becomes of mail; its own policy must let this configuration set publish. */
  readonly feedbackTopicArn: string;
  readonly retain: boolean;
}

/**
 * A lane's mail route: a domain signed by DKIM and a configuration set of its own. Opens and clicks are
 * tracked in neither lane: a pixel or a rewritten link in clinical mail tells a third party who has read what, and
 * VDM's engagement tracking is on unless it is turned off.
 */
export class MailLane extends Construct {
  constructor(scope: Construct, id: string, props: MailLaneProps) {
    super(scope, id);
    const { mail, tls, noticesSetName, feedbackTopicArn, retain } = props;
    const topic = Topic.fromTopicArn(this, 'FeedbackTopic', feedbackTopicArn);
    const configurationSet = this.createSet('ConfigurationSet', {
      ...{ name: mail.configurationSetName, tls, topic },
    });
    if (noticesSetName !== undefined) {
      this.createSet('NoticesSet', { name: noticesSetName, tls: 'when-offered', topic });
    }
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(mail.domain),
      configurationSet,
      dkimSigning: true,
    });
    // A deleted identity has to be verified by DNS again.
    identity.applyRemovalPolicy(retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  }

  private createSet(
    id: string,
    { name, tls, topic }: { name: string; tls: MailLaneProps['tls']; topic: ITopic },
  ): ConfigurationSet {
    const set = new ConfigurationSet(this, id, {
      configurationSetName: name,
      tlsPolicy:
        tls === 'require' ? ConfigurationSetTlsPolicy.REQUIRE : ConfigurationSetTlsPolicy.OPTIONAL,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      vdmOptions: { engagementMetrics: false, optimizedSharedDelivery: false },
    });
    // By this the rules of lib/compliance/guard know which set must want TLS.
    const template = set.node.defaultChild;
    if (CfnResource.isCfnResource(template)) template.addMetadata('CordonTls', tls);
    // What becomes of it, and who wants no more; never who reads what, and when, as opens and clicks would tell.
    set.addEventDestination('Feedback', {
      configurationSetEventDestinationName: 'feedback',
      // By ARN: CDK would otherwise add a statement of its own to the topic's policy, broader than the one it has.
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
    return set;
  }
}
