/** Synthetic intake forms: nobody's data, shaped like a vendor's webhook. */

const FIRST = ['Maria', 'James', 'Aisha', 'Robert', 'Elena', 'Thomas', 'Grace', 'Samuel', 'Ines'];
const LAST = ['Keller', 'Okafor', 'Lindqvist', 'Marsh', 'Delgado', 'Whitfield', 'Novak', 'Barnes'];
const CONDITIONS = ['type 2 diabetes mellitus', 'atrial fibrillation', 'asthma', 'hypertension'];
const DRUGS = ['metformin 500 mg', 'apixaban 5 mg', 'albuterol', 'lisinopril 10 mg'];
const REMARKS = [
  'I would like to come in the morning if that is possible.',
  'My glucose has been high since the spring and I feel tired.',
  'The sensor falls off after a few days, mostly when I swim.',
  'Please call before noon, I work in the afternoon.',
  'Somebody from the front desk has told me to bring the old device.',
];

const CHARACTERS = /[^\x20-\x7e]/;

/**
 * A form of `bytes` bytes. The number decides what is in it, so that runs are alike; ASCII, so that
 * characters are bytes.
 */
export function sampleForm(number: number, bytes: number): string {
  const pick = (from: readonly string[], step: number): string =>
    from[(number * step + step) % from.length] ?? '';
  const first = pick(FIRST, 1);
  const last = pick(LAST, 5);
  const digits = (count: number): string =>
    String((number * 7919 + 104_729) % 10 ** count).padStart(count, '0');
  const form = {
    type: 'intake.completed',
    number,
    data: {
      patient_name: `${first} ${last}`,
      email: `${first}.${last}.${digits(4)}@example.org`.toLowerCase(),
      phone: `(212) 555-01${digits(2)}`,
      date_of_birth: `19${String(40 + (number % 60)).padStart(2, '0')}-0${1 + (number % 9)}-1${number % 10}`,
      medical_record_number: `MRN-${digits(8)}`,
      member_id: `XQH${digits(9)}`,
      address: `${1000 + (number % 9000)} ${pick(LAST, 3)} Street, Springfield, IL 62704`,
      diagnosis: pick(CONDITIONS, 1),
      medication: pick(DRUGS, 3),
      answers: [
        { question: 'What brings you in?', answer: pick(REMARKS, 1) },
        { question: 'What should we know?', answer: pick(REMARKS, 3) },
      ],
      note: '',
    },
  };
  const missing = Math.max(0, bytes - JSON.stringify(form).length);
  let note = '';
  for (let at = 0; note.length < missing; at += 1) note += `${REMARKS[at % REMARKS.length] ?? ''} `;
  form.data.note = note.slice(0, missing).replace(CHARACTERS, ' ');
  return JSON.stringify(form);
}
