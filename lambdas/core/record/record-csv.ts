import type { LedgerRecord } from './ledger-record.ts';
import { enacted } from './decision-record.ts';
import { recordIdOf, recordTimeOf } from './ledger-record.ts';

const COLUMNS = [
  'time',
  'kind',
  'id',
  'entity',
  'lane',
  'direction',
  'channel',
  'purpose',
  'from',
  'to',
  'person',
  'class',
  'found',
  'disposition',
  // What was done: another than policy says only in shadow mode.
  'done',
  'override',
  'reason',
  'rules',
  'policy',
  'subject',
  'version',
  'action',
  'changed',
  'by',
  'why',
] as const;

/** RFC 4180: the first line. */
export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

/** One record as a row, for an auditor's spreadsheet. */
export function csvRow(record: LedgerRecord): string {
  const row: Partial<Record<(typeof COLUMNS)[number], string>> = {
    time: recordTimeOf(record),
    kind: record.kind,
    id: recordIdOf(record),
    ...cells(record),
  };
  return `${COLUMNS.map((column) => cell(row[column] ?? '')).join(',')}\r\n`;
}

function cells(record: LedgerRecord): Partial<Record<(typeof COLUMNS)[number], string>> {
  switch (record.kind) {
    case 'decision': {
      const { lane, direction, channel, purpose, origin, target, disposition, findings } = record;
      const found = Object.entries(findings).map(([label, count]) => `${label} ${String(count)}`);
      return {
        entity: record.entityId,
        lane,
        direction,
        channel,
        purpose,
        from: origin.id,
        to:
          target.kind === 'destination'
            ? target.id
            : `recipient ${String(target.ordinal)} of ${String(target.of)}`,
        person: record.person ?? '',
        class: record.classification,
        found: found.join('; '),
        disposition,
        done: record.synthetic === true ? 'nothing: a test' : enacted(record),
        override: record.shadow?.override ?? '',
        reason: record.reasonCode,
        rules: record.rules.join('; '),
        policy: record.policyVersion,
      };
    }
    case 'change': {
      const { subject, version, action, changed, by, why, entityId = '' } = record;
      return {
        entity: entityId,
        subject: `${subject.kind} ${subject.id}`,
        version: String(version),
        action,
        changed: changed.join('; '),
        by,
        why,
      };
    }
    case 'reveal': {
      const { entityId, token, purpose, by, breakGlass = '' } = record;
      return {
        ...{ entity: entityId, lane: 'clinical', purpose, subject: `token ${token}` },
        ...{ action: breakGlass === '' ? 'revealed' : 'revealed by breaking the glass' },
        ...{ by, why: breakGlass },
      };
    }
    case 'portal': {
      const { entityId, linkId, event, file, because, by = '', why = because ?? '' } = record;
      const what = file === undefined ? event : `${event} ${String(file)}`;
      return {
        ...{ entity: entityId, lane: 'clinical', action: what, by, why },
        subject: `portal ${linkId} of ${record.messageId}`,
      };
    }
    case 'mail': {
      const { entityId, lane, event, reason, deliveryId } = record;
      const action = reason === undefined ? event : `${event}: ${reason}`;
      return { entity: entityId, lane, action, subject: `delivery ${deliveryId}` };
    }
    case 'disposal': {
      const { seals, by, why } = record;
      const subject = `seals ${String(seals.first)} to ${String(seals.last)}`;
      return { subject, action: 'disposed', by, why };
    }
  }
}

/** Quoted where it has to be; what a spreadsheet would take for a formula is told apart by a quotation mark. */
function cell(text: string): string {
  const safe = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
