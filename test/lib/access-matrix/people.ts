import type { Office } from '../../../lib/config/people.ts';
import { QUEUES_KEY, READ_OBJECTS } from './words.ts';

const LOOKING = ['see alarms', 'see the dashboard'];
const keyOf = (office: Office) => [`secret of person/${office}`, `secret key for person/${office}`];
/** Sending, too: a dead letter that goes back is sent. */
const movesDeadLetters = (...queues: readonly string[]) => [
  ...queues.flatMap((queue) => [
    ...[`read dead letters of ${queue}`, `move dead letters of ${queue}`],
    ...[`find dead letters of ${queue}`, `find ${queue}`],
    ...[`send to ${queue}`, `measure ${queue}`],
  ]),
  ...QUEUES_KEY,
];
const READ_LEDGER = ['GET v1/decisions', 'GET v1/ledger/status'];
const OPERATE_DELIVERIES = [
  ...['GET v1/deliveries', 'GET v1/deliveries/dlv_1', 'POST v1/deliveries/dlv_1/replay'],
  ...['GET v1/portal/links', 'POST v1/portal/links/lnk_1/wipe', 'POST v1/destinations/ehr/enable'],
];
const SEE_HELD = ['GET v1/quarantine', 'GET v1/quarantine/msg_1'];
const REVIEW = [...SEE_HELD, 'POST v1/quarantine/msg_1/settle'];
const KEEP_REGISTRIES = [
  ...['GET v1/admin/vendors', 'PUT v1/admin/vendors/acme', 'POST v1/admin/keys'],
  ...['DELETE v1/admin/vendors/acme', 'PUT v1/admin/holds/case', 'PUT v1/admin/policy'],
];

/** What people may do by the office that they hold (docs/people.md). */
export const OFFICES: Readonly<Record<`people-${Office}`, readonly string[]>> = {
  'people-marketing-operator': [
    ...keyOf('marketing-operator'),
    ...LOOKING,
    'read the log of marketing-send',
    ...movesDeadLetters('deliver-marketing'),
  ],
  'people-clinical-operator': [
    ...keyOf('clinical-operator'),
    ...LOOKING,
    'read the log of clinical-send',
    ...movesDeadLetters('inbound', 'deliver-clinical'),
    ...OPERATE_DELIVERIES,
  ],
  'people-privacy-officer': [
    ...keyOf('privacy-officer'),
    ...LOOKING,
    ...READ_LEDGER,
    'POST v1/disposals',
    ...KEEP_REGISTRIES,
    ...OPERATE_DELIVERIES,
    ...REVIEW,
  ],
  'people-auditor': [
    ...keyOf('auditor'),
    ...LOOKING,
    ...READ_LEDGER,
    'GET v1/admin/vendors',
    ...SEE_HELD,
    'get ledger object',
    'list ledger objects',
    READ_OBJECTS,
    'public key of the ledger',
    'read who called',
    'look up the trail',
    'read a role',
    'read a policy',
  ],
  'people-break-glass': [
    ...keyOf('break-glass'),
    ...LOOKING,
    ...['marketing-send', 'clinical-send', 'ledger-sealer'].map(
      (name) => `read the log of ${name}`,
    ),
    ...movesDeadLetters('inbound', 'deliver-clinical', 'deliver-marketing'),
    ...['find failed runs', 'read failed runs', 'purge failed runs'],
    ...READ_LEDGER,
    ...KEEP_REGISTRIES,
    ...OPERATE_DELIVERIES,
    ...REVIEW,
    'stop a function',
    'stop mail of clinical',
    'stop mail of marketing',
  ],
};
