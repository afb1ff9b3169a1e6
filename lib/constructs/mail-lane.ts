import { RemovalPolicy } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MailConfig } from '../config/schema.ts';

export interface MailLaneProps {
  readonly mail: MailConfig;
  /** `require`: a message that cannot go over TLS does not go (45 CFR 164.312(e)(1)). */
  readonly tls: 'require' | 'when-offered';
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
  constructor(
    scope: Construct,
    id: string,
    { mail, tls, feedbackTopicArn, retain }: MailLaneProps,
  ) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: mail.configurationSetName,
      tlsPolicy:
        tls === 'require' ? ConfigurationSetTlsPolicy.REQUIRE : ConfigurationSetTlsPolicy.OPTIONAL,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      vdmOptions: { engagementMetrics: false, optimizedSharedDelivery: false },
    });
    // What becomes of it, and who wants no more; never who reads what, and when, as opens and clicks would tell.
    configurationSet.addEventDestination('Feedback', {
      configurationSetEventDestinationName: 'feedback',
      // By ARN: CDK would otherwise add a statement of its own to the topic's policy, broader than the one it has.
      destination: EventDestination.snsTopic(
        Topic.fromTopicArn(this, 'FeedbackTopic', feedbackTopicArn),
      ),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(mail.domain),
      configurationSet,
      dkimSigning: true,
    });
    // A deleted identity has to be verified by DNS again.
    identity.applyRemovalPolicy(retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  }
}
