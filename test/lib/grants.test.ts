import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { isInside } from '../../lib/config/vpc.ts';
import { QUEUE_CONSUMERS } from '../../lib/functions.ts';
import { FUNCTION_NAMES } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import {
  grantsOf,
  IMPLIED,
  mismatches,
  needsOf,
  readCalls,
  type Grant,
  type Unwired,
} from './support/grants.ts';
import type { Call } from './support/reach.ts';
import { REGION } from './support/resolve.ts';
import { synthesizeEverything, withEverything } from './support/synthesize.ts';

/** What code can call by the types and never does, as it is wired. */
const UNWIRED: Unwired = {
  'opt-outs': { 'dynamodb:Query': 'its store of people can list them; it lists nobody' },
  'mail-feedback': {
    'dynamodb:Query': 'its store of people can list them; it lists nobody',
    's3:PutObject': 'what it queues is small',
  },
  'marketing-deliver': { 's3:PutObject': 'what senders are told is small' },
};

const CONSUMERS: readonly string[] = [
  'mail-accept',
  'smtp-relay',
  ...Object.values(QUEUE_CONSUMERS),
];
const EVERYTHING = withEverything(loadConfig());

/** Each role, with the function whose code runs under it. */
const ROLES = [
  ...FUNCTION_NAMES.map((name) => [name, name] as const),
  ...(['clinical', 'marketing'] as const).map((lane) => [`smtp-${lane}`, 'smtp-relay'] as const),
];

let calls: ReadonlyMap<string, readonly Call[]>;
let model: AccessModel;
beforeAll(() => {
  calls = readCalls([...FUNCTION_NAMES, 'smtp-relay']);
  // Whatever a config can ask for: what is granted only then is called only then.
  model = new AccessModel(synthesizeEverything());
}, 120_000);

const needed = (code: string) =>
  needsOf(calls.get(code) ?? [], {
    polls: CONSUMERS.includes(code),
    inside: isInside(code, EVERYTHING.vpc),
    unwired: UNWIRED[code] ?? {},
  });
const granted = (role: string) => grantsOf(model.policiesOf(`cordon-${REGION}-${role}`));

describe('what a function may do and what its code calls', () => {
  it.each(ROLES)('are the same of %s', (role, code) => {
    expect(mismatches(role, granted(role), needed(code))).toEqual([]);
  });

  it('differ where a grant is planted that no code needs, and it is named', () => {
    const planted: Grant[] = [
      { sid: 'Planted', action: 'dynamodb:Scan' },
      { sid: 'Planted', action: 'kms:Decrypt' },
      { sid: 'Planted', action: 'sqs:ReceiveMessage' },
    ];
    const grants = [...granted('permission-check'), ...planted];
    expect(mismatches('permission-check', grants, needed('permission-check'))).toEqual([
      'permission-check may dynamodb:Scan (Planted), which no code of it calls',
      'permission-check may kms:Decrypt (Planted), which no code of it calls',
      'permission-check may sqs:ReceiveMessage (Planted), which no code of it calls',
    ]);
  });

  it('differ where a grant is missing, and what calls it is named', () => {
    const grants = granted('token-reveal').filter(({ sid }) => sid !== 'Open');
    expect(mismatches('token-reveal', grants, needed('token-reveal'))).toEqual([
      'token-reveal calls kms:Decrypt and may not',
    ]);
  });

  it('are found by the calls, and not by what a file could do that somebody else uses', () => {
    const commands = (name: string) => new Set(calls.get(name)?.map(({ command }) => command));
    // Its registry reads; the same module also writes.
    expect(commands('permission-check')).toEqual(
      new Set(['BatchGetCommand', 'GenerateMacCommand', 'GetCommand']),
    );
    expect(commands('ledger-dispose')).toContain('DeleteCommand');
    // Loaded when the first text goes out.
    expect(commands('clinical-deliver')).toContain('SendTextMessageCommand');
  });

  it('have no exception that is not needed any more', () => {
    for (const [name, actions] of Object.entries(UNWIRED)) {
      const all = needsOf(calls.get(name) ?? [], { polls: false }).required;
      for (const action of Object.keys(actions))
        expect(all, `${name}: ${action}`).toContain(action);
    }
    const everything = new Set(
      ROLES.flatMap(([role]) => granted(role).map(({ action }) => action)),
    );
    for (const { action } of IMPLIED) expect(everything, action).toContain(action);
  });
});
