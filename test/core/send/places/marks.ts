import type {
  EmailMessage,
  OutboundMessage,
} from '../../../../lambdas/core/send/outbound-message.ts';

/** One person's test result as people write it, and as a name of a file has it. */
const CORES = [
  'Walter Grace, MRN RC-0093315, was diagnosed with pneumonia',
  'Walter_Grace_HIV_result',
];
/** The same, joined in other ways. */
const OTHER_CORES = ['walter-grace-hiv-result', 'Walter.Grace.HIV.result', 'HIVresult-WalterGrace'];

/** Forms by which a core passes for what a place asks for. */
const FORMS: readonly ((core: string) => string)[] = [
  (core) => core,
  (core) => `${core}.pdf`,
  (core) => `${core}@clinic.example`,
  (core) => `news@${core}.example`,
  (core) => `${core} <news@clinic.example>`,
  (core) => `https://files.clinic.example/${core}?v=3`,
  (core) => `https://files.clinic.example/a.png?of=${core}`,
  (core) => `text/${core}`,
  (core) => `text/plain; name="${core}"`,
  (core) => Buffer.from(core).toString('base64'),
  (core) => JSON.stringify({ place: core }),
  (core) => JSON.stringify({ [core]: 'our office', place: 'our office' }),
];

/** In a few forms: what a place takes in one of them it takes however it is joined. */
const FEW_FORMS = FORMS.filter((_, index) => [0, 2, 5].includes(index));

export interface Mark {
  readonly text: string;
  /** What stands in the message if a place took it. */
  readonly core: string;
}

const marksOf = (cores: readonly string[], forms: typeof FORMS): readonly Mark[] =>
  cores.flatMap((core) => forms.map((form) => ({ text: form(core), core })));

export const MARKS = [...marksOf(CORES, FORMS), ...marksOf(OTHER_CORES, FEW_FORMS)];

/** A JSON value with one thing changed, and where. */
export interface Changed {
  readonly place: string;
  readonly value: unknown;
}

/** The value with a mark instead of each string in it, beside the members of each object, and as the name of one. */
export function* changes(value: unknown, mark: string, place = ''): Generator<Changed> {
  if (typeof value === 'string') yield { place, value: mark };
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (const [index, one] of list.entries()) {
      for (const changed of changes(one, mark, `${place}/${String(index)}`)) {
        yield { place: changed.place, value: list.with(index, changed.value) };
      }
    }
    return;
  }
  if (value === null || typeof value !== 'object') return;
  yield { place: `${place}/+`, value: { ...value, 'anything-else': mark } };
  yield { place: `${place}/=`, value: { ...value, [mark]: 'x' } };
  for (const [name, one] of Object.entries(value)) {
    for (const changed of changes(one, mark, `${place}/${name}`)) {
      yield { place: changed.place, value: { ...value, [name]: changed.value } };
    }
  }
}

/** What of a message leaves or is kept, decoded: all but whom it goes to and what is only scanned. */
export function whatLeaves(message: OutboundMessage): string {
  if (message.channel !== 'email') {
    const { to: _whom, metadata: _scanned, ...said } = message;
    return JSON.stringify(said);
  }
  const { to, cc, bcc, attachments, metadata: _scanned, ...said } = message;
  const names = (list: EmailMessage['to']) => list.map(({ name }) => name);
  const files = attachments.map(({ content, ...rest }) => [
    rest,
    Buffer.from(content).toString('latin1'),
  ]);
  return JSON.stringify([said, names(to), names(cc), names(bcc), files]);
}
