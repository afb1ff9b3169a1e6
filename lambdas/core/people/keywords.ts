/** What a text message from a recipient asks for. `none`: nothing that concerns consent. */
export type KeywordMeaning = 'opt_out' | 'opt_in' | 'help' | 'none';

/**
 * 47 CFR 64.1200(a)(10): these words are a reasonable revocation wherever they are the message; other words are
 * judged by whether a reasonable person would take them for one.
 */
const OPT_OUT = new Set([
  'stop',
  'stopall',
  'quit',
  'end',
  'revoke',
  'optout',
  'cancel',
  'unsubscribe',
  'remove',
  'removeme',
  'nomore',
]);
const OPT_IN = new Set(['start', 'unstop', 'optin', 'subscribe', 'resume', 'yesstart']);
const HELP = new Set(['help', 'info']);

/** Words that do not change what a keyword means: `please stop`, `stop texting me`, `end all`. */
const FILLERS = new Set(
  (
    'please pls plz now all the this these that me my us you your from to of it i want wish would like ' +
    'immediately asap already thanks thank text texts texting txt txts message messages messaging sms ' +
    'sending send contacting contact getting receiving and just kindly number list'
  ).split(' '),
);
/** With one of these, the words may mean the opposite: a person reads it. */
const NEGATIONS = new Set(['not', 'dont', "don't", 'never', 'no']);

/** Longer texts are letters, not keywords; a person reads them. */
const MAX_LENGTH = 160;

/**
 * The meaning of an inbound text. Case, punctuation and courtesies do not matter; where a message could be an
 * opt-out and something else too, it is an opt-out, which costs nothing that START does not undo.
 */
export function readKeyword(text: string): KeywordMeaning {
  if (text.length > MAX_LENGTH) return 'none';
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) return 'none';
  const whole = words.join('');
  if (OPT_OUT.has(whole)) return 'opt_out';
  if (OPT_IN.has(whole)) return 'opt_in';
  const telling = joinPairs(words).filter((word) => !FILLERS.has(word));
  // `do not contact me`, `don't text me`, `no more texts`: refusals that hold no keyword.
  if (isPlainRefusal(words)) return 'opt_out';
  if (telling.some((word) => NEGATIONS.has(word))) return 'none';
  if (telling.length > 0 && telling.every((word) => OPT_OUT.has(word))) return 'opt_out';
  if (telling.length === 1 && OPT_IN.has(telling[0] ?? '')) return 'opt_in';
  if (telling.length === 1 && HELP.has(telling[0] ?? '')) return 'help';
  return 'none';
}

/** `opt out` and `opt-out` are two words of one keyword. */
function joinPairs(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const pair = word + (words[at + 1] ?? '');
    const isPair = (word === 'opt' || word === 'un') && (OPT_OUT.has(pair) || OPT_IN.has(pair));
    joined.push(isPair ? pair : word);
    if (isPair) at += 1;
  }
  return joined;
}

const REFUSALS = /^(?:please )?(?:do not|don't|dont|never|no more|no longer) /;
const TARGETS = /\b(?:text|texts|texting|txt|message|messages|messaging|contact|sms|send)\b/;

function isPlainRefusal(words: readonly string[]): boolean {
  const line = words.join(' ');
  const telling = words.filter(
    (word) =>
      !FILLERS.has(word) &&
      !NEGATIONS.has(word) &&
      !['do', 'more', 'longer', 'again', 'any', 'anymore'].includes(word),
  );
  return REFUSALS.test(line) && TARGETS.test(line) && telling.length === 0;
}
