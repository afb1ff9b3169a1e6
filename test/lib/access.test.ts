import fc from '../support/properties.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FunctionName, KNOWERS, SCHEDULED } from '../../lib/names.ts';
import { POWERS, ROLES, type RoleName } from './access-matrix/index.ts';
import { COMPUTE_INDEX, mailOf, PUT_CLINICAL } from './access-matrix/words.ts';
import { AccessModel, ADMINISTRATOR_ACCESS, type SimulationChanges } from './support/access.ts';
import { matrixPage } from './support/matrix-page.ts';
import type { Probe } from './support/probe.ts';
import { buildProbes } from './support/probes.ts';
import { REGION } from './support/resolve.ts';
import { allResources, synthesizeEverything, type Templates } from './support/synthesize.ts';

let templates: Templates;
let model: AccessModel;
let probes: ReadonlyMap<string, Probe>;

beforeAll(() => {
  templates = synthesizeEverything();
  model = new AccessModel(templates);
  probes = buildProbes(model);
});

const roleOf = (name: RoleName) => `cordon-${REGION}-${name}`;

function may(
  name: RoleName,
  probe: string,
  changes?: SimulationChanges,
  in_: AccessModel = model,
): Promise<boolean> {
  const request = probes.get(probe);
  if (request === undefined) throw new TypeError(`there is no probe "${probe}"`);
  return in_.isAllowed({ role: roleOf(name), ...request }, changes);
}

describe('what each role may do', () => {
  it('is said of every role there is', () => {
    expect(model.roleNames.toSorted()).toEqual(ROLES.map(roleOf).toSorted());
  });

  it('is what docs/access-matrix.md shows', async () => {
    const asked = [...probes.keys()];
    for (const role of ROLES) expect(asked).toEqual(expect.arrayContaining([...POWERS[role]]));
    await expect(await matrixPage(probes)).toMatchFileSnapshot('../../docs/access-matrix.md');
  });

  it.each(ROLES)('%s may do what it is for and nothing else', async (name) => {
    const allowed: string[] = [];
    for (const probe of probes.keys()) if (await may(name, probe)) allowed.push(probe);
    expect(allowed.toSorted()).toEqual(POWERS[name].toSorted());
  });
});

const OPENERS: readonly RoleName[] = ['inbound-worker', 'clinical-deliver'];
/** Opens one kind of sealed record. */
const TOKEN_OPENER: FunctionName = 'token-reveal';
const PORTAL: FunctionName = 'portal';
const SEALED_SHUT = ROLES.filter(
  (name) => !OPENERS.includes(name) && name !== TOKEN_OPENER && name !== PORTAL,
);
const opening = () =>
  [...probes.keys()].filter((probe) =>
    /^open (?!work|mail)|^re-encrypt|^grant the PHI|^change the PHI/.test(probe),
  );
const reading = [
  'get vault',
  'query vault',
  'scan vault',
  'get tokens',
  'scan tokens',
  'get vault object',
];

/** Everything and everybody of the marketing lane. */
const MARKETING = [
  'marketing-send',
  'marketing-deliver',
  'marketing-messages',
  'people-marketing-operator',
] as const satisfies RoleName[];

/** What the marketing lane must never do. */
const clinicalOnly = [
  ...['get', 'put', 'update', 'delete', 'query', 'scan'].map((verb) => `${verb} outbox-clinical`),
  'open work of outbox-clinical',
  'send to deliver-clinical',
  'read from deliver-clinical',
  'measure deliver-clinical',
  'secret of destination/clinical',
  'secret of upstream/clinical',
  ...mailOf('clinical'),
  'mail by a single clinical address',
];

/** Functions that may know who is on file. */
const CLINICAL_SIDE: readonly RoleName[] = KNOWERS;
/** What says who somebody is: for people-admin alone. */
const openingPeople = [
  'see who a person is',
  'see people without context',
  'grant the key of people',
  'move people to another key',
];
const knowing = [
  ...['get', 'put', 'update', 'delete', 'query', 'scan'].map((verb) => `${verb} people`),
  'list people',
  COMPUTE_INDEX,
  'verify an index of people',
  'grant the index of people',
];

const administrator = { attached: [ADMINISTRATOR_ACCESS] };
/** The role has been stripped of Cordon's statements and boundary: only what guards the resource is left. */
const bareAdministrator = { ...administrator, withoutOwnPolicies: true } as const;

describe('whatever is attached to its role', () => {
  it.each(ROLES)('%s gains nothing by it, being bounded by its own grants', async (name) => {
    const allowed: string[] = [];
    for (const probe of probes.keys())
      if (await may(name, probe, administrator)) allowed.push(probe);
    expect(allowed.toSorted()).toEqual(POWERS[name].toSorted());
  });

  it.each(SEALED_SHUT)('%s, even an administrator, opens nothing that is sealed', async (name) => {
    for (const probe of [...opening(), ...reading, 'get quarantine', 'scan quarantine']) {
      expect(await may(name, probe, administrator), probe).toBe(false);
      expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
    }
  });

  it('token-reveal, even an administrator, opens tokens and nothing else that is sealed', async () => {
    const others = opening().filter((probe) => probe !== 'open token');
    for (const probe of [...others, 'get vault', 'query vault', 'scan vault', 'get vault object']) {
      expect(await may(TOKEN_OPENER, probe, administrator), probe).toBe(false);
      // Of objects the bucket itself keeps it from what is sealed as a webhook or a message.
      const byResource = probe === 'get vault object' ? 'get sealed object' : probe;
      expect(await may(TOKEN_OPENER, byResource, bareAdministrator), probe).toBe(false);
    }
    expect(await may(TOKEN_OPENER, 'open token', bareAdministrator)).toBe(true);
    for (const name of OPENERS) {
      expect(await may(name, 'get tokens', bareAdministrator), name).toBe(false);
    }
  });

  it('portal, even an administrator, opens what waits in it and nothing else that is sealed', async () => {
    const others = opening().filter((probe) => probe !== 'open portal');
    const records = ['get another record', 'query vault', 'scan vault', 'get tokens'];
    for (const probe of [...others, ...records, 'get quarantine', 'get sealed object']) {
      expect(await may(PORTAL, probe, administrator), probe).toBe(false);
    }
    for (const probe of [...others, 'get tokens', 'get sealed object', 'get token object']) {
      expect(await may(PORTAL, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
    }
    expect(await may(PORTAL, 'open portal', bareAdministrator)).toBe(true);
    for (const probe of [...mailOf('clinical'), 'secret of destination/clinical']) {
      expect(await may(PORTAL, probe, administrator), probe).toBe(false);
    }
  });

  const closers = ['clinical-messages', 'clinical-deliver'] as const;
  it.each(closers)(
    '%s, even an administrator, closes links and never has the key of one',
    async (name) => {
      for (const probe of [
        ...['get portal', 'update portal', 'delete portal', 'query portal', 'scan portal'],
        ...['see the key of a link', 'change the key of a link'],
      ]) {
        expect(await may(name, probe, bareAdministrator), probe).toBe(false);
      }
      expect(await may(name, 'close a link', bareAdministrator)).toBe(true);
    },
  );

  const withLinks: readonly RoleName[] = ['portal', 'deliveries-admin', ...closers];
  it.each(ROLES.filter((name) => !withLinks.includes(name)))(
    '%s, even an administrator, reads and changes no pick-up link',
    async (name) => {
      for (const probe of ['get portal', 'update portal', 'delete portal', 'links by message']) {
        expect(await may(name, probe, bareAdministrator), probe).toBe(false);
      }
    },
  );

  it.each(MARKETING)('%s, even an administrator, stays out of the clinical lane', async (name) => {
    for (const probe of clinicalOnly)
      expect(await may(name, probe, administrator), probe).toBe(false);
    for (const probe of ['get outbox-clinical', ...PUT_CLINICAL, 'send to deliver-clinical']) {
      expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
    }
  });

  it.each(['clinical-send', 'clinical-deliver'] as const)(
    '%s, even an administrator, does not send as marketing',
    async (name) => {
      for (const probe of [...mailOf('marketing'), 'mail by a single marketing address']) {
        expect(await may(name, probe, administrator), probe).toBe(false);
      }
    },
  );

  it.each(ROLES.filter((name) => !CLINICAL_SIDE.includes(name)))(
    '%s, even an administrator, learns nothing of people',
    async (name) => {
      for (const probe of knowing) {
        expect(await may(name, probe, administrator), probe).toBe(false);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(ROLES.filter((name) => name !== 'people-admin'))(
    '%s, even an administrator, does not see who a person is',
    async (name) => {
      for (const probe of openingPeople) {
        expect(await may(name, probe, administrator), probe).toBe(false);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(ROLES.filter((name) => name !== 'mail-feedback'))(
    '%s, even an administrator, learns nothing of who complained',
    async (name) => {
      for (const probe of [
        'read from mail-feedback',
        'measure mail-feedback',
        'send to mail-feedback',
        'purge mail-feedback',
        'Decrypt mail-feedback through sqs',
        'Decrypt mail-feedback directly',
        'publish feedback',
        'publish feedback under its key',
        'subscribe a mailbox to feedback',
      ]) {
        expect(await may(name, probe, administrator), probe).toBe(false);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(ROLES)(
    '%s, even an administrator, keeps no failed run itself: Lambda does, of functions that schedules run',
    async (name) => {
      const isScheduled = (SCHEDULED as readonly RoleName[]).includes(name);
      const keep = 'keep a failed run';
      expect(await may(name, keep, administrator)).toBe(false);
      expect(await may(name, keep, { byLambda: true })).toBe(isScheduled);
      expect(await may(name, keep, { ...bareAdministrator, byLambda: true })).toBe(isScheduled);
    },
  );

  it.each(ROLES)(
    '%s, even an administrator, changes no decision, and deletes none but for retention',
    async (name) => {
      // One role deletes, for retention; none rewrites.
      const deletes = name === 'ledger-dispose';
      for (const [probe, expected] of [
        ['update decisions', false],
        ['delete decisions', deletes],
      ] as const) {
        expect(await may(name, probe, administrator), probe).toBe(expected);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(
          expected,
        );
      }
    },
  );

  it.each(ROLES)('%s appends decisions only if it decides', async (name) => {
    const decides = POWERS[name].includes('put decisions');
    expect(await may(name, 'put decisions', bareAdministrator)).toBe(decides);
  });

  it.each(ROLES)('%s signs seals and writes them only if it is the sealer', async (name) => {
    const isSealer = name === 'ledger-sealer';
    for (const probe of ['sign with the ledger key', 'put ledger object']) {
      expect(await may(name, probe, bareAdministrator), probe).toBe(isSealer);
    }
  });

  it.each(ROLES)('%s, even an administrator, removes no seal', async (name) => {
    for (const probe of [
      'delete ledger object',
      'delete ledger version',
      'loosen ledger retention',
      'bypass ledger retention',
      'change the ledger key',
      'grant the ledger key',
    ]) {
      expect(await may(name, probe, administrator), probe).toBe(false);
      expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
    }
  });

  it('the openers do open, which shows that the proofs above can fail', async () => {
    for (const name of OPENERS) {
      expect(await may(name, 'open webhook', bareAdministrator)).toBe(true);
      expect(await may(name, 'get vault', bareAdministrator)).toBe(true);
    }
    expect(await may('marketing-deliver', 'get registry', bareAdministrator)).toBe(true);
  });

  it('no policy that anybody could write lets a marketing role decrypt or read the vault', async () => {
    const statement = fc.record({
      Effect: fc.constant('Allow'),
      Action: fc.subarray(
        ['*', 'kms:*', 'kms:Decrypt', 'kms:ReEncrypt*', 'dynamodb:*', 'dynamodb:GetItem', 's3:*'],
        { minLength: 1 },
      ),
      Resource: fc.constantFrom(
        '*',
        'arn:aws:kms:*:*:key/*',
        'arn:aws:dynamodb:*:*:table/*',
        'arn:aws:s3:::*',
      ),
    });
    const attached = fc.array(
      fc.record({
        Version: fc.constant('2012-10-17'),
        Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        attached,
        fc.boolean(),
        fc.constantFrom(...MARKETING),
        fc.constantFrom(...opening(), ...reading),
        async (policies, stripped, name, probe) => {
          const changes = {
            attached: policies,
            ...(stripped ? { withoutOwnPolicies: true as const } : {}),
          };
          return !(await may(name, probe, changes));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('each wall holds by itself', () => {
  interface Policy {
    Statement: { Effect: string }[];
  }

  /** The deployment with its policies changed: those of functions, and those of resources. */
  function changed(change: { own?: (p: Policy) => void; resource?: (p: Policy) => void }) {
    const copy = structuredClone(templates);
    for (const { Type, Properties } of allResources(copy)) {
      const apply = Type === 'AWS::IAM::ManagedPolicy' ? change.own : change.resource;
      for (const document of [
        Properties?.['KeyPolicy'],
        Properties?.['PolicyDocument'],
        (Properties?.['ResourcePolicy'] as { PolicyDocument: unknown } | undefined)?.PolicyDocument,
      ] as (Policy | undefined)[]) {
        if (document !== undefined) apply?.(document);
      }
    }
    return new AccessModel(copy);
  }
  const withoutDenies = (policy: Policy) => {
    policy.Statement = policy.Statement.filter(({ Effect }) => Effect !== 'Deny');
  };
  const withEverything = (policy: Policy) => {
    policy.Statement.push(...(ADMINISTRATOR_ACCESS.Statement as unknown as Policy['Statement']));
  };

  it("the role's own denies, when boundary and resources let everything through", async () => {
    const deniesAlone = changed({ own: withEverything, resource: withoutDenies });
    // What puts mail down and hands it over has no denies of its own: its boundary is all that it may do.
    for (const name of SEALED_SHUT.filter((one) => !/^smtp-|^mail-keeper$/.test(one))) {
      for (const probe of reading) {
        expect(await may(name, probe, {}, deniesAlone), `${name}: ${probe}`).toBe(false);
      }
    }
    for (const name of MARKETING) {
      for (const probe of [...clinicalOnly, ...knowing]) {
        expect(await may(name, probe, {}, deniesAlone), `${name}: ${probe}`).toBe(false);
      }
    }
    expect(await may('clinical-deliver', 'delete outbox-clinical', {}, deniesAlone)).toBe(true);
  });

  it("the key's own policy: without its denies, it still opens to no other role", async () => {
    const open = changed({ resource: withoutDenies });
    expect(await may('marketing-send', 'get vault', bareAdministrator, open)).toBe(true);
    expect(await may('marketing-send', 'open webhook', bareAdministrator, open)).toBe(false);
  });
});
