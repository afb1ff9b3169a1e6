import { type Atom, COMPUTED } from './values.ts';

/** A command of the AWS SDK that code makes, and what for. */
export interface Call {
  /** Such as `lib-dynamodb`. */
  readonly package: string;
  /** Its class, such as `GetCommand`. */
  readonly command: string;
  /** Where it is made, relative to the root. */
  readonly file: string;
  /**
   * The environment variable that the target comes from, with the index behind a slash: `CORDON_TABLE_PEOPLE/by-kind`. Absent where it
   * comes from elsewhere, as the name of a secret does.
   */
  readonly target?: string;
}

export const SDK = /^@aws-sdk\/((?:client|lib)-.+)$/;

/** Members of a command's input that say what it is for. */
const TARGETS = [
  ...['TableName', 'RequestItems', 'QueueUrl', 'Bucket', 'KeyId', 'FunctionName'],
  ...['FromEmailAddressIdentityArn', 'ConfigurationSetName'],
];

/** What the input of a command says that it is for. */
export function targetsOf(atom: Atom): readonly string[] {
  if (atom.kind === 'variable') return [atom.text];
  if (atom.kind !== 'object') return [];
  const named = TARGETS.flatMap((name) => [...(atom.fields.get(name)?.atoms.values() ?? [])]);
  const names = named.flatMap((one) => {
    const keys = one.kind === 'object' ? one.fields.get(COMPUTED)?.atoms.values() : undefined;
    return [one, ...(keys ?? [])].flatMap((key) => (key.kind === 'variable' ? [key.text] : []));
  });
  const index = [...(atom.fields.get('IndexName')?.atoms.values() ?? [])];
  const indexes = index.flatMap((one) => (one.kind === 'text' ? [`/${one.text}`] : []));
  const isWhole = index.length === 0 || index.some(({ kind }) => kind !== 'text');
  return names.flatMap((name) => [...(isWhole ? [''] : []), ...indexes].map((of) => name + of));
}
