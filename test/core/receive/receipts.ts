/**
 * What SES publishes of a mail that a rule put into a bucket, in the form of its documentation
 * (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html).
 */
export function receiptOf(
  changes: {
    readonly messageId?: string;
    readonly key?: string;
    readonly verdicts?: Readonly<Record<string, string | undefined>>;
    readonly action?: object;
  } = {},
): string {
  const { messageId = 'd6iitobk75ur44p8kdnnp7g2n800', key = `lab-mail/${messageId}` } = changes;
  const verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };
  const told = Object.entries({ ...verdicts, ...changes.verdicts }).flatMap(([name, status]) =>
    status === undefined ? [] : [[`${name}Verdict`, { status }] as const],
  );
  return JSON.stringify({
    notificationType: 'Received',
    receipt: {
      timestamp: '2026-11-26T20:32:33.936Z',
      processingTimeMillis: 406,
      recipients: ['results@in.clinic.example'],
      ...Object.fromEntries(told),
      action: {
        type: 'S3',
        topicArn: 'arn:aws:sns:us-east-1:111122223333:cordon-mail-in',
        bucketName: 'cordon-mail-in-111122223333-us-east-1',
        objectKeyPrefix: 'lab-mail/',
        objectKey: key,
        ...changes.action,
      },
    },
    mail: {
      timestamp: '2026-11-26T20:32:33.936Z',
      source: 'results@lab.example',
      messageId,
      destination: ['results@in.clinic.example'],
      headersTruncated: false,
      headers: [{ name: 'Subject', value: 'Ottoline Brandvold' }],
      commonHeaders: { from: ['results@lab.example'], subject: 'Ottoline Brandvold' },
    },
  });
}
