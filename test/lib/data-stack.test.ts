import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLE_DEFINITIONS } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { ATTEMPT_MS } from '../../lambdas/core/deliver/lease.ts';
import { SWEEP_GRACE_SECONDS } from '../../lambdas/pipeline/sweep.ts';
import { QUEUE_CONSUMERS, TIMEOUTS } from '../../lib/functions.ts';
import { QUEUE_NAMES } from '../../lib/names.ts';
import { allResources, type CfnTemplateResource, synthesize } from './support/synthesize.ts';

const templates = synthesize();
const data = Object.entries(templates.Data.Resources).map(([logicalId, resource]) => ({
  logicalId,
  ...resource,
}));
const ofType = (type: string) => data.filter(({ Type }) => Type === type);

const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::SQS::Queue'];
const stateful = data.filter(({ Type }) => STATEFUL.includes(Type));

describe('the data stack', () => {
  it('keeps the logical ids it has: a changed id is a new and empty resource', () => {
    const pinned: unknown = JSON.parse(
      readFileSync(new URL('./stateful-logical-ids.json', import.meta.url), 'utf8'),
    );
    expect(Object.fromEntries(stateful.map(({ logicalId, Type }) => [logicalId, Type]))).toEqual(
      pinned,
    );
  });

  it('holds every stateful resource of the deployment but the key of the alarm topic', () => {
    const elsewhere = allResources(templates).filter(
      ({ stack, Type }) => stack !== 'Data' && STATEFUL.includes(Type),
    );
    expect(elsewhere.map(({ stack, Type }) => `${stack} ${Type}`)).toEqual([
      'Operations AWS::KMS::Key',
    ]);
  });

  it.each(stateful)('keeps $logicalId when the stack is deleted or it is replaced', (resource) => {
    expect(resource.DeletionPolicy).toBe('Retain');
    expect(resource.UpdateReplacePolicy).toBe('Retain');
  });

  it.each(ofType('AWS::DynamoDB::Table'))(
    '$logicalId is protected from deletion, recoverable for 35 days, and on demand',
    ({ Properties }) => {
      expect(Properties?.['DeletionProtectionEnabled']).toBe(true);
      expect(Properties?.['BillingMode']).toBe('PAY_PER_REQUEST');
      expect(Properties?.['PointInTimeRecoverySpecification']).toEqual({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 35,
      });
    },
  );

  it.each(TABLE_DEFINITIONS)('creates the table $name as it is defined', (definition) => {
    const table = ofType('AWS::DynamoDB::Table').find(
      ({ Properties }) => Properties?.['TableName'] === `cordon-${definition.name}`,
    );
    const schema = (partitionKey: string, sortKey?: string) => [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' }]),
    ];
    expect(table?.Properties?.['KeySchema']).toEqual(
      schema(definition.partitionKey, definition.sortKey),
    );
    expect(table?.Properties?.['GlobalSecondaryIndexes']).toEqual(
      definition.indexes?.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
    );
  });

  it.each(ofType('AWS::S3::Bucket'))('$logicalId is private and versioned', ({ Properties }) => {
    expect(Properties?.['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties?.['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
  });

  it.each(['clinical-deliver', 'marketing-deliver'] as const)(
    'an attempt of %s is held for longer than it can last, and free before the sweeper looks',
    (name) => {
      expect(ATTEMPT_MS).toBeGreaterThanOrEqual(TIMEOUTS[name].toMilliseconds() + 30_000);
      expect(ATTEMPT_MS).toBeLessThan(SWEEP_GRACE_SECONDS * 1000);
    },
  );

  it.each(QUEUE_NAMES)('%s gives its reader six time limits and eight attempts', (name) => {
    const queue = queueNamed(`cordon-${name}`);
    expect(queue.Properties?.['VisibilityTimeout']).toBe(
      TIMEOUTS[QUEUE_CONSUMERS[name]].toSeconds() * 6,
    );
    expect(queue.Properties?.['RedrivePolicy']).toMatchObject({ maxReceiveCount: 8 });
    expect(queueNamed(`cordon-${name}-dead-letters`).Properties?.['MessageRetentionPeriod']).toBe(
      14 * 24 * 3600,
    );
  });

  it('may be given up on purpose, for a trial, and only by saying so', () => {
    const trial = synthesize((example) => ({
      ...example,
      protection: { retain: false, deletionProtection: false },
    }));
    const kept = Object.values(trial.Data.Resources).filter(
      ({ Type, DeletionPolicy }) => STATEFUL.includes(Type) && DeletionPolicy !== 'Delete',
    );
    expect(kept).toEqual([]);
  });
});

function queueNamed(name: string): CfnTemplateResource {
  const queue = ofType('AWS::SQS::Queue').find(
    ({ Properties }) => Properties?.['QueueName'] === name,
  );
  if (queue === undefined) throw new TypeError(`no queue ${name}`);
  return queue;
}
