import { sampleForm } from './sample.ts';

/** Messages as a gateway sees them, all of them invented here: notes, conversations by SMS, intake forms. */
export interface Message {
  readonly text: string;
  readonly contentType: 'text/plain' | 'application/json';
}

const FIRST = ['Mara', 'Devin', 'Aaliyah', 'Tomasz', 'Ingrid', 'Rafael', 'Yuki', 'Odette', 'Silas'];
const LAST = ['Lindqvist', 'Okonkwo', 'Vasquez', 'Hartmann', 'Bergeron', 'Castellano', 'Nakagawa'];
const TOWNS = ['Dayton, OH 45402', 'Fresno, CA 93721', 'Salem, OR 97301', 'Laredo, TX 78040'];
const MONTHS = ['January', 'March', 'May', 'August', 'October', 'December'];

type Fill = (template: string) => string;

const NOTE = [
  'Patient {name} is a {age} year old who was seen in clinic on {month} {day}, 2025 for follow-up of type 2 diabetes.',
  'Blood pressure was 13{digit}/8{digit} and the last A1c was 7.{digit} percent; she feels better since the dose was changed.',
  'MRN {id}. Lives at {house} Juniper Avenue, {town} with a brother, {name}, who can be reached at {phone}.',
  'No chest pain, no shortness of breath, no swelling of the legs. She walks the dog every evening and sleeps well.',
  'Continue metformin 500 mg twice daily. We talked about diet, about exercise, and about the sensor that fell off.',
  'The wound on the left foot is closed. Skin is warm and dry, pulses are present, and there is no sign of infection.',
  'Labs were drawn this morning and will be back by the end of the week; the nurse calls with the results.',
  'She asked whether the insurance covers a second pump. Member number XQH{id}; the claim is still under review.',
  'Dr. {last} agrees with the plan. Return in three months, sooner if there is fever, dizziness or a new rash.',
];
const SMS = [
  'Hi {first}, this is the front desk. Your appointment is on {month} {day} at 9:30. Reply YES to confirm.',
  'yes that works, can i come a bit later, the bus is late on mondays',
  'Of course. Please bring your insurance card and a list of what you take.',
  'ok thanks!! my new number is {phone} btw',
  'Got it. We have also sent the form to {first}.{last}@example.org, it takes about five minutes.',
  'is it the same building as last time? i think it was on the second floor',
  'Same place, parking is free for the first two hours. See you then!',
  'one more thing, my mom {name} will drive me, can she wait inside?',
  'Sure, there is coffee in the waiting room.',
];

function filler(number: number): Fill {
  let step = number * 31 + 7;
  const next = (below: number): number => (step = (step * 7919 + 104_729) % 1_000_003) % below;
  const pick = (from: readonly string[]): string => from[next(from.length)] ?? '';
  const values: Readonly<Record<string, () => string>> = {
    first: () => pick(FIRST),
    last: () => pick(LAST),
    name: () => `${pick(FIRST)} ${pick(LAST)}`,
    town: () => pick(TOWNS),
    month: () => pick(MONTHS),
    day: () => String(1 + next(28)),
    age: () => String(20 + next(60)),
    digit: () => String(next(10)),
    house: () => String(100 + next(9000)),
    id: () => String(10_000_000 + next(900_000)),
    phone: () => `(303) 555-01${String(10 + next(90))}`,
  };
  return (template) => template.replace(/\{(\w+)\}/g, (_, name: string) => values[name]?.() ?? '');
}

function write(number: number, bytes: number, lines: readonly string[], between: string): string {
  const fill = filler(number);
  let text = '';
  for (let at = number; text.length < bytes; at += 1) {
    text += `${fill(lines[at % lines.length] ?? '')}${between}`;
  }
  return text.slice(0, bytes);
}

/** The message with this number: a third each are notes, conversations and forms in JSON. ASCII: characters are bytes. */
export function messageOf(number: number, bytes: number): Message {
  const kind = number % 3;
  if (kind === 0) return { text: write(number, bytes, NOTE, ' '), contentType: 'text/plain' };
  if (kind === 1) return { text: write(number, bytes, SMS, '\n'), contentType: 'text/plain' };
  return { text: sampleForm(number, bytes), contentType: 'application/json' };
}
