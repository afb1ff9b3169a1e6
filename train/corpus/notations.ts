import type { Random } from '../random.ts';
import { Cast } from './cast.ts';
import { outsideMarks } from './marks.ts';

/** A document with marks, and the media type it came with. */
export interface Marked {
  readonly text: string;
  readonly contentType?: string;
}

/** Documents for programs: the same facts as in prose, to be read by the names of their fields. */
export const NOTATIONS: Readonly<Record<string, (random: Random) => Marked>> = {
  intakeJson: (random) =>
    json(random, (v) => ({
      form: 'new-patient',
      patient: {
        first_name: v('p.first'),
        last_name: v('p.last'),
        dob: v('bornIso'),
        ssn: v('ssn'),
      },
      contact: {
        phone: v('phone'),
        email: v('p.email'),
        address: { line1: v('streetUnit'), city: v('city'), state: v('state'), zip: v('zip') },
      },
      insurance: { payer: v('org'), memberId: v('member') },
      notes: `${v('sym')}, takes ${v('drug')}. ${v('r.full')} (${v('rel')}) will come along.`,
    })),
  answersJson: (random) =>
    json(random, (v) => ({
      event_type: 'form_response',
      answers: [
        { question: 'What is your full name?', answer: v('p.full') },
        { question: 'Date of birth', answer: v('born') },
        { question: 'Best number to reach you', answer: v('phone') },
        { question: 'What brings you in?', answer: `${v('cond')}, Dr. ${v('d.last')} sent me` },
      ],
    })),
  visitJson: (random) =>
    json(random, (v) => ({
      type: 'appointment.booked',
      patientId: v('uuid'),
      patientName: v('p.full'),
      provider: { name: `Dr. ${v('d.full')}`, npi: v('npi') },
      startsAt: `${v('iso')}T14:30:00Z`,
      reason: v('cond'),
      joinUrl: v('url'),
      ipAddress: v('ip'),
    })),
  deviceJson: (random) =>
    json(random, (v) => ({
      device: { serialNumber: v('serial'), udi: v('udi'), macAddress: v('mac') },
      wearer: { mrn: v('mrn'), name: v('p.reversed'), photo: v('photo'), faceTemplate: v('bio') },
      vehicle: { vin: v('vin'), licensePlate: v('plate') },
      reading: { kind: 'glucose', value: 131 },
    })),
  paymentJson: (random) =>
    json(random, (v) => ({
      customer: { name: v('p.middle'), email: v('p.email') },
      accountNumber: v('bank'),
      claimNumber: v('ref'),
      medicareId: v('mbi'),
      driverLicense: v('licence'),
      fax: v('fax'),
      description: `copay for ${v('proc')} on ${v('date')}`,
    })),
  intakeForm: (random) =>
    form(random, (v) => [
      ['patient_name', v('p.full')],
      ['date_of_birth', v('bornIso')],
      ['phone', v('phone')],
      ['fax_number', v('fax')],
      ['street', v('street')],
      ['city', v('city')],
      ['zip', v('zip')],
      ['medical_record_number', v('mrn')],
      ['complaint', v('sym')],
    ]),
  messageForm: (random) =>
    form(random, (v) => [
      ['From', v('phone')],
      [
        'Body',
        `hi it's ${v('p.first')} ${v('p.last')}, can dr ${v('d.last')} refill ${v('drug')}? dob ${v('born')}`,
      ],
      ['NumMedia', '0'],
      ['FromCity', v('city')],
    ]),
  roster: (random) =>
    csv(
      random,
      ['last_name', 'first_name', 'dob', 'mrn', 'zip', 'diagnosis'],
      ['p.last', 'p.first', 'bornIso', 'mrn', 'zip', 'cond'],
    ),
  claims: (random) =>
    csv(
      random,
      ['Patient', 'Member ID', 'Service date', 'Claim no', 'NPI', 'Procedure'],
      ['p.reversed', 'member', 'date', 'ref', 'npi', 'proc'],
    ),
  admission: hl7,
};

type Value = (slot: string) => string;

function json(random: Random, build: (value: Value) => unknown): Marked {
  const cast = new Cast(random);
  const text = JSON.stringify(
    build((slot) => cast.value(slot)),
    undefined,
    random.chance(0.3) ? 2 : 0,
  );
  const ascii = random.chance(0.3);
  return {
    text: ascii ? outsideMarks(text, escapeUnicode) : text,
    contentType: 'application/json',
  };
}

/** As programs write JSON that keep to ASCII. */
const escapeUnicode = (text: string): string =>
  text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function form(random: Random, build: (value: Value) => [string, string][]): Marked {
  const cast = new Cast(random);
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  const pairs = build((slot) => cast.value(slot));
  const text = pairs.map(([key, value]) => `${key}=${outsideMarks(value, encode)}`).join('&');
  return { text, contentType: 'application/x-www-form-urlencoded' };
}

function csv(random: Random, head: readonly string[], slots: readonly string[]): Marked {
  const rows = Array.from({ length: 3 }, () => {
    const cast = new Cast(random);
    return slots.map((slot) => cell(cast.value(slot))).join(',');
  });
  return { text: [head.join(','), ...rows, ''].join('\n'), contentType: 'text/csv' };
}

const cell = (value: string): string => (value.includes(',') ? `"${value}"` : value);

/** An admission in HL7 v2.5; a segment ends with a carriage return. */
function hl7(random: Random): Marked {
  const cast = new Cast(random);
  const v = (slot: string): string => cast.value(slot);
  const segments = [
    `MSH|^~\\&|REG|${v('facility')}|EHR|MAIN|||ADT^A01|${random.digits(6)}|P|2.5`,
    `PID|1||${v('mrn')}^^^HOSP^MR||${v('p.last')}^${v('p.first')}||${v('hl7day')}|F|||${v('street')}^^${v('city')}^${v('state')}^${v('zip')}||${v('phone')}|||||${v('bank')}|${v('ssn')}`,
    `NK1|1|${v('r.last')}^${v('r.first')}|SPO||${v('phone')}`,
    `PV1|1|I|W^389^1||||${v('npi')}^${v('d.last')}^${v('d.first')}`,
    `IN1|1|PPO|${random.digits(3)}|${v('org')}${'|'.repeat(32)}${v('member')}`,
    `OBX|1|TX|NOTE||${v('p.first')} reports ${v('sym')} since ${v('monthday')}`,
  ];
  return { text: segments.join('\r'), contentType: 'x-application/hl7-v2+er7' };
}
