import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CordonFunction, type FunctionContext } from '../constructs/cordon-function.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { MailLane } from '../constructs/mail-lane.ts';
import { accessTo } from '../policies/access.ts';
import {
  clinicalDeliverPolicy,
  clinicalMessagesPolicy,
  clinicalSendPolicy,
  mailFeedbackPolicy,
  peopleAdminPolicy,
  permissionCheckPolicy,
  tokenRevealPolicy,
} from '../policies/clinical.ts';

/** The clinical lane: sending with TLS required, and delivering what only this lane may open. */
export class ClinicalStack extends Stack {
  readonly functions: readonly CordonFunction[];
  readonly door: FrontDoor;
  /** Where this lane's senders post. */
  readonly sendUrl: string;

  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    super(scope, id, props);
    const { data, deployment, names, network } = props;
    const context = { data, deployment, names, network };
    const access = accessTo(data, names, deployment);

    new MailLane(this, 'Mail', {
      mail: deployment.clinical.mail,
      tls: 'require',
      noticesSetName: names.noticesSetName,
      feedbackTopicArn: names.mailFeedbackTopicArn,
      retain: deployment.protection.retain,
    });
    const send = new CordonFunction(this, {
      ...context,
      name: 'clinical-send',
      description: 'Decides about clinical messages and seals them; cannot open them',
      policy: clinicalSendPolicy(access, data, names),
      needs: {
        tables: [
          ...([
            'registry',
            'vault',
            'outbox-clinical',
            'quarantine',
            'decisions',
            'people',
          ] as const),
          'requests',
          'portal',
        ],
        queues: ['deliver-clinical'],
        vaultBucket: true,
        phiKey: true,
        sendersKey: true,
        peopleIndexKey: true,
        texts: 'clinical',
        portal: true,
        decides: true,
      },
    });
    const deliver = new CordonFunction(this, {
      ...context,
      name: 'clinical-deliver',
      description: 'Opens and delivers what is bound for the clinical lane',
      policy: clinicalDeliverPolicy(access, data, names),
      needs: {
        tables: [
          ...(['registry', 'outbox-clinical', 'vault', 'decisions', 'portal'] as const),
          ...(['quarantine', 'people'] as const),
        ],
        queues: ['deliver-clinical'],
        peopleIndexKey: true,
        vaultBucket: true,
        phiKey: true,
        optOutKey: true,
        publicUrl: true,
        portal: true,
        mail: 'clinical',
        notices: true,
        texts: 'clinical',
        prefix: true,
      },
      reads: 'deliver-clinical',
    });
    const permission = new CordonFunction(this, {
      ...context,
      name: 'permission-check',
      description: 'Tells the marketing lane whether it may send, and nothing else',
      policy: permissionCheckPolicy(access, data, names),
      needs: { tables: ['people'], peopleIndexKey: true },
    });
    const people = new CordonFunction(this, {
      ...context,
      name: 'people-admin',
      description: 'Shows and changes people, for the privacy officer',
      policy: peopleAdminPolicy(access, data, names),
      needs: {
        tables: ['registry', 'people', 'decisions'],
        peopleKey: true,
        peopleIndexKey: true,
      },
    });
    const feedback = new CordonFunction(this, {
      ...context,
      name: 'mail-feedback',
      description: 'Hears from SES what became of mail, and who wants no more; both lanes',
      policy: mailFeedbackPolicy(access, data, names),
      needs: {
        tables: ['people', 'decisions', 'outbox-clinical', 'outbox-marketing', 'registry'],
        queues: ['deliver-clinical', 'deliver-marketing'],
        mailSets: true,
        peopleKey: true,
        peopleIndexKey: true,
      },
      reads: 'mail-feedback',
    });
    const reveal = new CordonFunction(this, {
      ...context,
      name: 'token-reveal',
      description: 'Tells the clinical lane what a token stands for, on record',
      policy: tokenRevealPolicy(access, data, names),
      needs: { tables: ['registry', 'tokens', 'decisions'], vaultBucket: true, phiKey: true },
    });
    const messages = new CordonFunction(this, {
      ...context,
      name: 'clinical-messages',
      description: 'Tells senders what became of their messages, and recalls them',
      policy: clinicalMessagesPolicy(access, data, names),
      needs: { tables: ['registry', 'outbox-clinical', 'decisions', 'requests', 'portal'] },
    });
    this.functions = [send, deliver, messages, permission, people, feedback, reveal];

    this.door = new FrontDoor(this, 'FrontDoor', {
      ...context,
      audience: 'clinical',
      target: send,
      // Every vendor's API that Cordon speaks has paths of its own.
      routes: [
        { path: '{proxy+}', methods: ['POST'] },
        // A path that has others below it is not the one above any more.
        { path: 'v1/messages', methods: ['POST'] },
        { path: 'openapi.json', methods: ['GET'], target: messages },
        { path: 'v1/messages/{id}', methods: ['GET'], target: messages },
        { path: 'v1/messages/{id}/recall', methods: ['POST'], target: messages },
        { path: 'v1/tokens/reveal', methods: ['POST'], target: reveal },
        { path: 'v1/people', methods: ['GET', 'POST'], target: people },
        { path: 'v1/people/{proxy+}', methods: ['GET', 'POST', 'PUT'], target: people },
      ],
    });
    this.sendUrl = this.door.url;
    new CfnOutput(this, 'ClinicalSendUrl', { value: this.door.url });
  }
}
