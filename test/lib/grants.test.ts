import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import { deployedFunction } from './support/deployed.ts';
import type { Call } from './support/sdk-call.ts';
import { grantsOf, IMPLIED, mismatches, needsOf, readCalls, type Grant } from './support/grants.ts';
import { ACCOUNT, REGION } from './support/resolve.ts';
import { synthesizeEverything, type Templates } from './support/synthesize.ts';

/** Each role, with the function whose code runs under it. */
const ROLES = [
  ...FUNCTION_NAMES.map((name) => [name, name] as const),
  ...(['clinical', 'marketing'] as const).map((lane) => [`smtp-${lane}`, 'smtp-relay'] as const),
];

let calls: ReadonlyMap<string, readonly Call[]>;
let templates: Templates;
let model: AccessModel;
beforeAll(() => {
  calls = readCalls([...FUNCTION_NAMES, 'smtp-relay']);
  // Whatever a config can ask for: what is granted only then is called only then.
  templates = synthesizeEverything();
  model = new AccessModel(templates);
}, 120_000);

const needed = (role: string, code: string = role) =>
  needsOf(calls.get(code) ?? [], deployedFunction(templates, `cordon-${role}`));
const granted = (role: string) => grantsOf(model.policiesOf(`cordon-${REGION}-${role}`));
const table = (name: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/cordon-${name}`;

describe('what a function may do to which resource and what its code calls', () => {
  it.each(ROLES)('are the same of %s', (role, code) => {
    expect(mismatches(role, granted(role), needed(role, code))).toEqual([]);
  });

  it('differ where a grant is planted that no code needs, and it is named', () => {
    const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:cordon-inbound`;
    const planted: Grant[] = [
      { sid: 'Planted', action: 'dynamodb:Scan', resource: table('people') },
      { sid: 'Planted', action: 'sqs:ReceiveMessage', resource: queue },
      // What it does elsewhere.
      { sid: 'Planted', action: 'dynamodb:GetItem', resource: table('outbox-clinical') },
      { sid: 'Planted', action: 'dynamodb:GetItem', resource: `${table('people')}/index/by-kind` },
      ...granted('token-reveal').filter(({ sid }) => sid === 'Open'),
    ];
    const grants = [...granted('permission-check'), ...planted];
    const found = mismatches('permission-check', grants, needed('permission-check'));
    expect(found.map((one) => one.replace(/key\/\w+/, 'key'))).toEqual([
      'permission-check may dynamodb:Scan on table/cordon-people (Planted), which no code of it calls',
      'permission-check may sqs:ReceiveMessage on cordon-inbound (Planted), which no code of it calls',
      'permission-check may dynamodb:GetItem on table/cordon-outbox-clinical (Planted), which no code of it calls',
      'permission-check may dynamodb:GetItem on table/cordon-people/index/by-kind (Planted), which no code of it calls',
      'permission-check may kms:Decrypt on key (Open), which no code of it calls',
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['clinical-deliver', 's3:GetObject', /:::[^/]+/],
    ['webhook-accept', 'sqs:SendMessage', /cordon-inbound$/],
    ['token-reveal', 'kms:Decrypt', /key\/\w+$/],
    ['token-reveal', 'kms:Decrypt via dynamodb', /key\/\w+$/],
    ['marketing-send', 'lambda:InvokeFunction', /cordon-permission-check$/],
    ['marketing-deliver', 'ses:SendEmail', /identity\/.*$/],
    ['inbound-worker', 'sqs:ReceiveMessage', /cordon-inbound$/],
    ['people-admin', 'dynamodb:Query', /by-kind$/],
    ['ledger-sealer', 'sqs:SendMessage', /cordon-failed-runs$/],
    ['canary', 'kms:GenerateDataKey via sqs', /key\/\w+$/],
  ])('differ of %s where %s is for something else', (role, action, what) => {
    const moved = granted(role).map((grant) =>
      grant.action === action
        ? { ...grant, resource: grant.resource.replace(what, '$&-elsewhere') }
        : grant,
    );
    expect(mismatches(role, moved, needed(role))).toEqual([
      expect.stringMatching(`^${role} may ${action} on .*-elsewhere.* which no code of it calls$`),
      expect.stringMatching(`^${role} calls ${action} on .* and may not$`),
    ]);
  });

  it('differ where a grant is missing, and what calls it is named', () => {
    const grants = granted('token-reveal').filter(({ sid }) => sid !== 'TokensItems');
    expect(mismatches('token-reveal', grants, needed('token-reveal'))).toEqual([
      'token-reveal calls dynamodb:GetItem on table/cordon-tokens and may not',
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
    // Its store of people can list them; it lists nobody.
    expect(commands('opt-outs')).not.toContain('QueryCommand');
  });

  it('are found with the resource, but for secrets and texts, which data names', () => {
    const untold = [...calls.values()].flat().filter(({ target }) => target === undefined);
    expect(new Set(untold.map(({ command }) => command))).toEqual(
      new Set([
        ...['GetSecretValueCommand', 'DetectPHICommand', 'PublishCommand'],
        ...['SendTextMessageCommand', 'SendWhatsAppMessageCommand'],
      ]),
    );
  });

  it('have nothing that is said to come with a call and never does', () => {
    const everything = new Set(
      ROLES.flatMap(([role]) => granted(role).map(({ action }) => action)),
    );
    for (const { action } of IMPLIED) expect(everything, action).toContain(action);
  });
});
