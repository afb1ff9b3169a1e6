import { LANES } from '../../../lambdas/core/vocabulary.ts';
import type { AccessModel } from './access.ts';
import type { AddProbe } from './probe.ts';
import { ACCOUNT, REGION } from './resolve.ts';

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });

/** What is worth asking about what a config may ask for: mail by SMTP, mail that comes in, texts by AWS, a second opinion. */
export function addOptionProbes(
  model: AccessModel,
  add: AddProbe,
  begin: (section: string) => void,
): void {
  begin('Texts by AWS, and a second opinion');
  for (const lane of LANES) {
    add(
      `text by sms as ${lane}`,
      'sms-voice:SendTextMessage',
      arn('sms-voice', `pool/pool-${lane}`),
    );
    add(
      `text by whatsapp as ${lane}`,
      'social-messaging:SendWhatsAppMessage',
      arn('social-messaging', `phone-number-id/${lane}`),
    );
  }
  add('ask for a second opinion', 'comprehendmedical:DetectPHI', '*');

  begin('Mail by SMTP, before anything is decided about it');
  for (const lane of LANES) {
    const key = model.arnOf('Smtp', `${lane}Key`, 'AWS::KMS::Key');
    const bucket = `arn:aws:s3:::cordon-smtp-${lane}-${ACCOUNT}-${REGION}`;
    const mail = `${bucket}/mail`;
    add(`list mail by SMTP of ${lane}`, 's3:ListBucket', bucket);
    add(`keep an envelope of ${lane}`, 's3:PutObject', `${bucket}/envelopes/any`);
    const relay = arn('lambda', `function:cordon-smtp-${lane}`);
    add(`tell an envelope of ${lane}`, 'lambda:InvokeFunction', relay);
    for (const action of ['Get', 'Put', 'Delete'] as const) {
      add(`${action.toLowerCase()} mail by SMTP of ${lane}`, `s3:${action}Object`, mail);
    }
    for (const service of ['s3', 'sqs']) {
      add(`open mail by SMTP of ${lane} through ${service}`, 'kms:Decrypt', key, through(service));
    }
    add(`open mail by SMTP of ${lane} directly`, 'kms:Decrypt', key);
    add(`seal mail by SMTP of ${lane}`, 'kms:GenerateDataKey', key, through('s3'));
    add(`encrypt mail by SMTP of ${lane}`, 'kms:Encrypt', key, through('s3'));
    const queue = arn('sqs', `cordon-smtp-${lane}`);
    add(`read what tells of mail by SMTP of ${lane}`, 'sqs:ReceiveMessage', queue);
    add(`forge what tells of mail by SMTP of ${lane}`, 'sqs:SendMessage', queue);
    add(
      `password of SMTP of ${lane}`,
      'secretsmanager:GetSecretValue',
      arn('secretsmanager', `secret:cordon/smtp/${lane}-AbCdEf`),
    );
  }

  begin('Mail that comes in, before anything has looked at it');
  const key = model.arnOf('Inbound', 'MailKey', 'AWS::KMS::Key');
  const bucket = `arn:aws:s3:::cordon-mail-in-${ACCOUNT}-${REGION}`;
  add('list mail that came in', 's3:ListBucket', bucket);
  for (const action of ['Get', 'Put', 'Delete'] as const) {
    const mail = `${bucket}/lab-mail/one`;
    add(`${action.toLowerCase()} mail that came in`, `s3:${action}Object`, mail);
  }
  for (const service of ['s3', 'sqs', 'sns']) {
    add(`open mail that came in through ${service}`, 'kms:Decrypt', key, through(service));
  }
  add('open mail that came in directly', 'kms:Decrypt', key);
  for (const service of ['s3', 'sns']) {
    add(`seal mail that came in through ${service}`, 'kms:GenerateDataKey', key, through(service));
  }
  add('encrypt mail that came in through s3', 'kms:Encrypt', key, through('s3'));
  const topic = arn('sns', 'cordon-mail-in');
  add('tell of mail that came in', 'sns:Publish', topic);
  add('subscribe a mailbox to mail that comes in', 'sns:Subscribe', topic, {
    'sns:Protocol': 'email',
    'sns:Endpoint': 'somebody@example.com',
  });
  const queue = arn('sqs', 'cordon-mail-in');
  add('read what tells of mail that came in', 'sqs:ReceiveMessage', queue);
  add('forge what tells of mail that came in', 'sqs:SendMessage', queue);
}
