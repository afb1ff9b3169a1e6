/** A small seeded generator (mulberry32): the same seed gives the same run. Numbers from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Somebody who does not exist: reserved telephone numbers and domain, a social security number that is void. */
export type Patient = Readonly<Record<(typeof PATIENT_FIELDS)[number], string>>;

export const PATIENT_FIELDS = [
  'name',
  'email',
  'phone',
  'birth',
  'record',
  'ssn',
  'street',
] as const;

const FIRST = ['Maria', 'James', 'Aisha', 'Robert', 'Elena', 'Thomas', 'Grace', 'Samuel'];
const LAST = ['Keller', 'Okafor', 'Lindqvist', 'Marsh', 'Delgado', 'Whitfield', 'Novak', 'Barnes'];

/** Voided by the Social Security Administration after they were printed as samples. */
const VOID_SSNS = ['078-05-1120', '219-09-9999'];

export function patient(random: () => number): Patient {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const digits = (count: number): string =>
    Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('');
  const [first, last] = [pick(FIRST), pick(LAST)];
  const serial = digits(5);
  const two = (from: number, to: number): string =>
    String(from + Math.floor(random() * (to - from))).padStart(2, '0');
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}.${serial}@example.org`.toLowerCase(),
    phone: `(212) 555-01${digits(2)}`,
    birth: `19${two(40, 99)}-${two(1, 13)}-${two(1, 29)}`,
    record: `MRN-${digits(8)}`,
    ssn: pick(VOID_SSNS),
    street: `${String(1000 + Math.floor(random() * 8999))} ${pick(LAST)} Street`,
  };
}

/** An intake form as a vendor's JSON; about 1 KB. */
export function intakeForm(someone: Patient, event: string): string {
  return JSON.stringify({
    type: 'intake.completed',
    event,
    data: {
      patient_name: someone.name,
      email: someone.email,
      phone: someone.phone,
      date_of_birth: someone.birth,
      medical_record_number: someone.record,
      ssn: someone.ssn,
      address: someone.street,
      diagnosis: 'type 2 diabetes mellitus',
      answers: [
        { question: 'What brings you in?', answer: 'My glucose has been high since the spring.' },
        { question: 'Which medication do you take?', answer: 'metformin 500 mg twice a day' },
        { question: 'Do you use a pump or a sensor?', answer: 'a continuous glucose monitor' },
      ],
      note: 'The care team will call back within two business days. '.repeat(6),
    },
  });
}
