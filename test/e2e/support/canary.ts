/**
 * Somebody who does not exist and whom nobody else is called like: wherever one of these values turns
 * up, it came from the test's own messages.
 */
export const CANARY = {
  name: 'Ottoline Brandvold',
  first: 'Ottoline',
  last: 'Brandvold',
  email: 'ottoline.brandvold@example.org',
  phone: '(212) 555-0187',
  birth: '1957-11-23',
  birthInWords: 'November 23, 1957',
  record: 'MRN-48201973',
  ssn: '219-09-9999',
  member: 'XQH904417263',
  street: '4417 Hollowbrook Lane',
} as const;

const digitsOnly = (text: string): string => text.replace(/\D/g, '');

/** The values as a program may write them: encoded, escaped, stripped of their punctuation. */
const FORMS: readonly (readonly [name: string, form: Buffer])[] = Object.entries(CANARY).flatMap(
  ([name, value]) => {
    const bytes = Buffer.from(value);
    // The middle of the base64 text is the same wherever the value stands, at one of three offsets.
    const base64 = [0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, -4),
    );
    const bare = digitsOnly(value);
    const forms = [
      value,
      value.toLowerCase(),
      value.toUpperCase(),
      value.replaceAll(' ', '+'),
      encodeURIComponent(value),
      bytes.toString('hex'),
      ...base64.filter((text) => text.length >= 8),
      ...(bare.length >= 8 ? [bare] : []),
    ];
    return [...new Set(forms)].map((form) => [name, Buffer.from(form)] as const);
  },
);

/** Names of the canary's values that are in these bytes. Never the values: a failing test is read by many. */
export function canariesIn(content: Uint8Array | string): readonly string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  return [...new Set(FORMS.filter(([, form]) => bytes.includes(form)).map(([name]) => name))];
}

/** Everything that an item of a table holds, bytes as they are. */
export function contentOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return joined(value.map(contentOf));
  if (typeof value === 'object' && value !== null) {
    return joined(
      Object.entries(value).flatMap(([name, member]) => [Buffer.from(name), contentOf(member)]),
    );
  }
  return Buffer.from(String(value));
}

function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
}

/** The canary's intake form, as JSON. */
export function canaryForm(extra: object = {}): string {
  return JSON.stringify({
    event: 'intake.completed',
    patient_name: CANARY.name,
    email: CANARY.email,
    phone: CANARY.phone,
    date_of_birth: CANARY.birth,
    medical_record_number: CANARY.record,
    ssn: CANARY.ssn,
    member_id: CANARY.member,
    address: CANARY.street,
    diagnosis: 'type 2 diabetes mellitus',
    ...extra,
  });
}

/** The same as a person writes it. */
export const CANARY_TEXT =
  `Patient ${CANARY.name}, born ${CANARY.birthInWords}, was seen for type 2 diabetes mellitus. ` +
  `Her medical record number is ${CANARY.record}, her member ID is ${CANARY.member}, her SSN is ` +
  `${CANARY.ssn}. She lives at ${CANARY.street} and can be reached at ${CANARY.phone} or ` +
  `${CANARY.email}.`;
