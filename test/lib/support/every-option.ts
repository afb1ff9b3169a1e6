import { deploymentSchema, type Deployment } from '../../../lib/config/schema.ts';

/** The same deployment with whatever is off by default. */
export function withEveryOption(example: Deployment): Deployment {
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:us-east-1:111122223333:${resource}`;
  const smtp = (lane: string) => ({
    passwordSecretArn: arn('secretsmanager', `secret:cordon/smtp/${lane}-AbCdEf`),
    passwordKeyArn: arn('kms', 'key/0000-1111'),
    refusalsTo: 'platform@example.com',
  });
  return deploymentSchema.parse({
    ...example,
    smtp: { clinical: smtp('clinical'), marketing: smtp('marketing') },
  });
}
