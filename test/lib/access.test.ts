import fc from '../support/properties.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, type FunctionName, KNOWERS } from '../../lib/names.ts';
import { AccessModel, ADMINISTRATOR_ACCESS, type SimulationChanges } from './support/access.ts';
import { buildProbes, type Probe } from './support/probes.ts';
import { REGION } from './support/resolve.ts';
import { allResources, synthesize, type Templates } from './support/synthesize.ts';

let templates: Templates;
let model: AccessModel;
let probes: ReadonlyMap<string, Probe>;

beforeAll(() => {
  templates = synthesize();
  model = new AccessModel(templates);
  probes = buildProbes(model);
});

const roleOf = (name: FunctionName) => `cordon-${REGION}-${name}`;

function may(
  name: FunctionName,
  probe: string,
  changes?: SimulationChanges,
  in_: AccessModel = model,
): Promise<boolean> {
  const request = probes.get(probe);
  if (request === undefined) throw new TypeError(`there is no probe "${probe}"`);
  return in_.isAllowed({ role: roleOf(name), ...request }, changes);
}

const TABLES_KEY = 'Decrypt tables through dynamodb';
const QUEUES_KEY = ['Decrypt queues through sqs', 'GenerateDataKey queues through sqs'];
const COMPUTE_INDEX = 'generate an index of people';
const COMPUTE_SECRETS = "compute senders' secrets";
const WRITE_OBJECTS = 'GenerateDataKey objects through s3';
const READ_OBJECTS = 'Decrypt objects through s3';
const requestsOf = (lane: string) =>
  ['rate of a key', 'idempotency key', 'decided message'].flatMap((what) =>
    ['get', 'put', 'update'].map((action) => `${action} ${what} of ${lane}`),
  );
/** Whatever delivery of the clinical lane. */
const PUT_CLINICAL = [
  'put outbox-clinical',
  'queue another delivery',
  'leave a delivery in the portal',
  'tell senders of clinical',
];
/** Whatever delivery of the marketing lane. */
const PUT_MARKETING = [
  'put outbox-marketing',
  'queue mail of marketing',
  'tell senders of marketing',
];
/** Whatever there is in deliveries of a lane, for those who deliver them or look after them. */
const anyOf = (lane: string) => [
  `see how a delivery of ${lane} does`,
  `find mail of ${lane}`,
  `note what became of ${lane}`,
  `note and change a delivery of ${lane}`,
  `see whom ${lane} sends to`,
  `see a body of ${lane}`,
  `recall a delivery of ${lane}`,
  `change a body of ${lane}`,
  `get back what was recalled of ${lane}`,
];
const mailOf = (lane: string) => [
  `mail from another ${lane} address`,
  ...['SendEmail', 'SendRawEmail'].flatMap((action) => [
    `${action} as ${lane}`,
    `${action} by the set of ${lane}`,
  ]),
];

/** All that each function may do, of everything that is asked. */
/** Whoever may ask the index of ids for any decision may ask for the canary's. */
const FIND_ANY_DECISION = ['find a decision of the canary', 'find a decision of somebody else'];

const POWERS: Readonly<Record<FunctionName, readonly string[]>> = {
  'webhook-accept': [
    'get registry',
    'get messages',
    'put messages',
    'put vault',
    TABLES_KEY,
    'put vault object',
    WRITE_OBJECTS,
    'seal webhook',
    'secret of source',
    'secret of the canary',
    'secret key for the canary',
    'secret key for source',
    'send to inbound',
    ...QUEUES_KEY,
  ],
  'inbound-worker': [
    'read from inbound',
    'measure inbound',
    'get registry',
    'get messages',
    'update messages',
    'messages waiting in order',
    'get vault',
    'get a portal record',
    'get another record',
    'put vault',
    'put tokens',
    'put quarantine',
    ...PUT_CLINICAL,
    ...PUT_MARKETING,
    'put decisions',
    TABLES_KEY,
    'get vault object',
    'get token object',
    'get portal object',
    'get sealed object',
    'put vault object',
    'put marketing object',
    READ_OBJECTS,
    WRITE_OBJECTS,
    'open webhook',
    'seal token',
    'seal held',
    'send to inbound',
    'send to deliver-clinical',
    'send to deliver-marketing',
    ...QUEUES_KEY,
  ],
  'clinical-send': [
    'get registry',
    'note use of a key',
    'put vault',
    ...PUT_CLINICAL,
    ...requestsOf('clinical'),
    'put quarantine',
    'put decisions',
    'get people',
    'put portal',
    COMPUTE_INDEX,
    COMPUTE_SECRETS,
    TABLES_KEY,
    'put vault object',
    WRITE_OBJECTS,
    'seal message',
    'seal held',
    'seal portal',
    'send to deliver-clinical',
    ...QUEUES_KEY,
  ],
  'clinical-deliver': [
    'read from deliver-clinical',
    'measure deliver-clinical',
    'get registry',
    'get outbox-clinical',
    ...PUT_CLINICAL,
    'update outbox-clinical',
    ...anyOf('clinical'),
    'waiting in order of outbox-clinical',
    // What is scheduled, decided once more.
    'put quarantine',
    'get people',
    COMPUTE_INDEX,
    'put decisions',
    'get vault',
    // What found no TLS, into the portal.
    'put vault',
    'put portal',
    // And the link of what was withheld when it was due.
    'close a link',
    'see a link',
    'put vault object',
    WRITE_OBJECTS,
    'seal message',
    'seal portal',
    'SendRawEmail by the set of notices',
    'get a portal record',
    'get another record',
    TABLES_KEY,
    'get vault object',
    'get token object',
    'get portal object',
    'get sealed object',
    READ_OBJECTS,
    'open webhook',
    'open message',
    'secret of destination/clinical',
    'secret key for destination/clinical',
    'secret of upstream/clinical',
    'secret key for upstream/clinical',
    ...mailOf('clinical'),
    'make an unsubscribe link',
    'send to deliver-clinical',
    ...QUEUES_KEY,
  ],
  'marketing-send': [
    'get registry',
    'note use of a key',
    ...PUT_MARKETING,
    ...requestsOf('marketing'),
    'put vault',
    'put quarantine',
    'put decisions',
    COMPUTE_SECRETS,
    TABLES_KEY,
    'put marketing object',
    'put vault object',
    WRITE_OBJECTS,
    'seal held',
    'send to deliver-marketing',
    ...QUEUES_KEY,
    'invoke permission-check',
  ],
  'marketing-deliver': [
    'read from deliver-marketing',
    'measure deliver-marketing',
    'get registry',
    'get outbox-marketing',
    'update outbox-marketing',
    'tell senders of marketing',
    ...anyOf('marketing'),
    'waiting in order of outbox-marketing',
    'put quarantine',
    'put decisions',
    TABLES_KEY,
    'get marketing object',
    READ_OBJECTS,
    'secret of destination/marketing',
    'secret key for destination/marketing',
    'secret of upstream/marketing',
    'secret key for upstream/marketing',
    ...mailOf('marketing'),
    'make an unsubscribe link',
    'send to deliver-marketing',
    ...QUEUES_KEY,
    'invoke permission-check',
  ],
  'decisions-read': [
    'get registry',
    'note use of a key',
    'query decisions',
    'decisions by day',
    'decisions by id',
    ...FIND_ANY_DECISION,
    'decisions by person',
    TABLES_KEY,
    'get ledger object',
    'list ledger objects',
    READ_OBJECTS,
    'public key of the ledger',
  ],
  'permission-check': ['get people', COMPUTE_INDEX, TABLES_KEY],
  'registry-admin': [
    'get registry',
    'put registry',
    'update registry',
    'note use of a key',
    'update an entry',
    'registry by kind',
    'put decisions',
    COMPUTE_SECRETS,
    TABLES_KEY,
  ],
  'opt-outs': [
    'get registry',
    'get people',
    'put people',
    'update people',
    'put decisions',
    TABLES_KEY,
    COMPUTE_INDEX,
    'seal who a person is',
    'read an unsubscribe link',
  ],
  'mail-feedback': [
    'read from mail-feedback',
    'measure mail-feedback',
    'Decrypt mail-feedback through sqs',
    'find mail of clinical',
    'note what became of clinical',
    'find mail of marketing',
    'note what became of marketing',
    'leave a delivery in the portal',
    'get registry',
    'tell senders of clinical',
    'tell senders of marketing',
    'send to deliver-clinical',
    'send to deliver-marketing',
    ...QUEUES_KEY,
    'get people',
    'put people',
    'update people',
    'put decisions',
    TABLES_KEY,
    COMPUTE_INDEX,
    'seal who a person is',
  ],
  'people-admin': [
    'get registry',
    'note use of a key',
    'get people',
    'put people',
    'update people',
    'list people',
    'put decisions',
    TABLES_KEY,
    COMPUTE_INDEX,
    'seal who a person is',
    'see who a person is',
  ],
  canary: [
    'secret of the canary',
    'secret key for the canary',
    'find a decision of the canary',
    TABLES_KEY,
  ],
  sweeper: [
    'registry by kind',
    'open work of messages',
    'open work of outbox-clinical',
    'open work of outbox-marketing',
    TABLES_KEY,
    'send to inbound',
    'send to deliver-clinical',
    'send to deliver-marketing',
    'measure inbound',
    'measure deliver-clinical',
    'measure deliver-marketing',
    ...QUEUES_KEY,
  ],
  'ledger-dispose': [
    'get registry',
    'note use of a key',
    'registry by kind',
    'query decisions',
    'decisions by id',
    ...FIND_ANY_DECISION,
    'put decisions',
    'delete decisions',
    TABLES_KEY,
    'get ledger object',
    'list ledger objects',
    READ_OBJECTS,
  ],
  portal: [
    'get registry',
    'get portal',
    'update portal',
    'close a link',
    'close a link and see what it was',
    'change the key of a link',
    'see a link',
    'see the key of a link',
    'get a portal record',
    'put vault',
    'put messages',
    ...PUT_CLINICAL,
    'put decisions',
    TABLES_KEY,
    'get portal object',
    'put vault object',
    READ_OBJECTS,
    WRITE_OBJECTS,
    'open portal',
    'seal message',
    'seal webhook',
    'send to inbound',
    'send to deliver-clinical',
    ...QUEUES_KEY,
  ],
  'deliveries-admin': [
    'get registry',
    'note use of a key',
    'get portal',
    'update portal',
    'close a link',
    'close a link and see what it was',
    'change the key of a link',
    'see a link',
    'see the key of a link',
    'links by message',
    'links by day',
    'get outbox-clinical',
    'update outbox-clinical',
    ...anyOf('clinical'),
    'deliveries by state of outbox-clinical',
    'get outbox-marketing',
    'update outbox-marketing',
    ...anyOf('marketing'),
    'deliveries by state of outbox-marketing',
    'put decisions',
    'query decisions',
    'decisions by id',
    ...FIND_ANY_DECISION,
    TABLES_KEY,
    'send to deliver-clinical',
    'send to deliver-marketing',
    ...QUEUES_KEY,
  ],
  'token-reveal': [
    'get registry',
    'note use of a key',
    'get tokens',
    'put decisions',
    TABLES_KEY,
    'get token object',
    READ_OBJECTS,
    'open token',
  ],
  'clinical-messages': [
    'get registry',
    'note use of a key',
    'get decided message of clinical',
    'see how a delivery of clinical does',
    'recall a delivery of clinical',
    'close a link',
    'see a link',
    'links by message',
    'put decisions',
    TABLES_KEY,
  ],
  'marketing-messages': [
    'get registry',
    'note use of a key',
    'get decided message of marketing',
    'see how a delivery of marketing does',
    'recall a delivery of marketing',
    'put decisions',
    TABLES_KEY,
  ],
  'ledger-sealer': [
    'query decisions',
    'decisions by day',
    TABLES_KEY,
    'put ledger object',
    'get ledger object',
    'list ledger objects',
    READ_OBJECTS,
    WRITE_OBJECTS,
    'sign with the ledger key',
    'public key of the ledger',
  ],
};

describe('what each function may do', () => {
  it.each(FUNCTION_NAMES)('%s may do what it is for and nothing else', async (name) => {
    const allowed: string[] = [];
    for (const probe of probes.keys()) if (await may(name, probe)) allowed.push(probe);
    expect(allowed.toSorted()).toEqual(POWERS[name].toSorted());
  });
});

const OPENERS: readonly FunctionName[] = ['inbound-worker', 'clinical-deliver'];
/** Opens one kind of sealed record. */
const TOKEN_OPENER: FunctionName = 'token-reveal';
const PORTAL: FunctionName = 'portal';
const SEALED_SHUT = FUNCTION_NAMES.filter(
  (name) => !OPENERS.includes(name) && name !== TOKEN_OPENER && name !== PORTAL,
);
const opening = () =>
  [...probes.keys()].filter((probe) =>
    /^open (?!work)|^re-encrypt|^grant the PHI|^change the PHI/.test(probe),
  );
const reading = [
  'get vault',
  'query vault',
  'scan vault',
  'get tokens',
  'scan tokens',
  'get vault object',
];

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
const CLINICAL_SIDE: readonly FunctionName[] = KNOWERS;
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
  it.each(FUNCTION_NAMES)(
    '%s gains nothing by it, being bounded by its own grants',
    async (name) => {
      const allowed: string[] = [];
      for (const probe of probes.keys())
        if (await may(name, probe, administrator)) allowed.push(probe);
      expect(allowed.toSorted()).toEqual(POWERS[name].toSorted());
    },
  );

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

  const withLinks: readonly string[] = ['portal', 'deliveries-admin', ...closers];
  it.each(FUNCTION_NAMES.filter((name) => !withLinks.includes(name)))(
    '%s, even an administrator, reads and changes no pick-up link',
    async (name) => {
      for (const probe of ['get portal', 'update portal', 'delete portal', 'links by message']) {
        expect(await may(name, probe, bareAdministrator), probe).toBe(false);
      }
    },
  );

  it.each(['marketing-send', 'marketing-deliver'] as const)(
    '%s, even an administrator, stays out of the clinical lane',
    async (name) => {
      for (const probe of clinicalOnly)
        expect(await may(name, probe, administrator), probe).toBe(false);
      for (const probe of ['get outbox-clinical', ...PUT_CLINICAL, 'send to deliver-clinical']) {
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(['clinical-send', 'clinical-deliver'] as const)(
    '%s, even an administrator, does not send as marketing',
    async (name) => {
      for (const probe of [...mailOf('marketing'), 'mail by a single marketing address']) {
        expect(await may(name, probe, administrator), probe).toBe(false);
      }
    },
  );

  it.each(FUNCTION_NAMES.filter((name) => !CLINICAL_SIDE.includes(name)))(
    '%s, even an administrator, learns nothing of people',
    async (name) => {
      for (const probe of knowing) {
        expect(await may(name, probe, administrator), probe).toBe(false);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(FUNCTION_NAMES.filter((name) => name !== 'people-admin'))(
    '%s, even an administrator, does not see who a person is',
    async (name) => {
      for (const probe of openingPeople) {
        expect(await may(name, probe, administrator), probe).toBe(false);
        expect(await may(name, probe, bareAdministrator), `${probe}, by the resource`).toBe(false);
      }
    },
  );

  it.each(FUNCTION_NAMES.filter((name) => name !== 'mail-feedback'))(
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

  it.each(FUNCTION_NAMES)(
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

  it.each(FUNCTION_NAMES)('%s appends decisions only if it decides', async (name) => {
    const decides = POWERS[name].includes('put decisions');
    expect(await may(name, 'put decisions', bareAdministrator)).toBe(decides);
  });

  it.each(FUNCTION_NAMES)(
    '%s signs seals and writes them only if it is the sealer',
    async (name) => {
      const isSealer = name === 'ledger-sealer';
      for (const probe of ['sign with the ledger key', 'put ledger object']) {
        expect(await may(name, probe, bareAdministrator), probe).toBe(isSealer);
      }
    },
  );

  it.each(FUNCTION_NAMES)('%s, even an administrator, removes no seal', async (name) => {
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
        fc.constantFrom('marketing-send', 'marketing-deliver'),
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
    for (const name of SEALED_SHUT) {
      for (const probe of reading) {
        expect(await may(name, probe, {}, deniesAlone), `${name}: ${probe}`).toBe(false);
      }
    }
    for (const name of ['marketing-send', 'marketing-deliver'] as const) {
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
