import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { TABLE_NAMES } from '../../../lambdas/adapters/aws/shared/table-definitions.ts';
import { type AccountCheck, type Finding, ok, problem } from '../finding.ts';

/** That the tables are still as they were deployed: somebody may have switched something off by hand. */
export const tables: AccountCheck = {
  name: 'tables',
  actions: ['dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups'],
  examine: async ({ deployment: { prefix, protection } }, { dynamodb }) => {
    const again = 'Deploy again, and find out who changed it.';
    const looked = await Promise.all(
      TABLE_NAMES.map(async (table): Promise<readonly Finding[] | 'absent'> => {
        const TableName = `${prefix}-${table}`;
        try {
          const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
          const { ContinuousBackupsDescription: backups } = await dynamodb.send(
            new DescribeContinuousBackupsCommand({ TableName }),
          );
          const recovery =
            backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
          return [
            ...(protection.deletionProtection && Table?.DeletionProtectionEnabled !== true
              ? [problem(`${TableName} can be deleted.`, again)]
              : []),
            ...(recovery ? [] : [problem(`${TableName} has no point-in-time recovery.`, again)]),
          ];
        } catch (error) {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          return 'absent';
        }
      }),
    );
    const absent = TABLE_NAMES.filter((_table, index) => looked[index] === 'absent');
    if (absent.length === TABLE_NAMES.length) return [ok('Not deployed yet.')];
    const findings = looked.flatMap((one) => (one === 'absent' ? [] : one));
    return [
      ...absent.map((table) =>
        problem(
          `${prefix}-${table} is missing.`,
          'Deploy again; restore it if it held anything (docs/operations.md).',
        ),
      ),
      ...(absent.length + findings.length === 0
        ? [ok(`All ${String(TABLE_NAMES.length)} are there, protected, with backups.`)]
        : findings),
    ];
  },
};
