/** What a text message from a recipient asks for. `none`: nothing that concerns consent. */
export type KeywordMeaning = 'opt_out' | 'opt_in' | 'help' | 'none';

const list = (words: string): readonly string[] => words.split(' ');

/**
 * 47 CFR 64.1200(a)(10): these words are a reasonable revocation wherever they are the message; other words are
 * judged by whether a reasonable person would take them for one. So are those of the languages in which many
 * recipients answer; written here as everything is read, without accents.
 */
const OPT_OUT = new Set([
  ...list('stop stopall quit end revoke optout cancel unsubscribe'),
  ...list('remove removeme nomore takeoff unsub stop2end stop2quit stop2stop'),
  ...list('alto parar pare basta cancelar detener baja nomas'),
  ...list('arret arreter desabonner'),
]);
const OPT_IN = new Set(list('start unstop optin subscribe resume yesstart'));
const HELP = new Set(list('help info'));

/** Words that do not change what a keyword means: `please stop`, `stop texting me`, `end all`. */
const FILLERS = new Set(
  list(
    'please pls plz now all the this these that me my us you your from to of it i want wish would like ' +
      'immediately asap already thanks thank text texts texting txt txts message messages messaging sms ' +
      'sending send contacting contact getting receiving and just kindly number list ' +
      'subscription subscriptions spam spamming bothering ads marketing promotions newsletter ' +
      'mensajes textos favor por',
  ),
);
/** With one of these, the words may mean the opposite: a person reads it. */
const NEGATIONS = new Set(['not', 'dont', "don't", 'never', 'no']);
/** What a refusal in whole words has besides. */
const OF_REFUSALS = new Set(list('do more longer again any anymore ever mas'));

/** Longer texts are letters, not keywords; a person reads them. Room around words is not part of a text. */
const MAX_LENGTH = 160;

/**
 * The meaning of an inbound text. Case, accents, punctuation and courtesies do not matter; where a message could be an
 * opt-out and something else too, it is an opt-out, which costs nothing that START does not undo.
 */
export function readKeyword(text: string): KeywordMeaning {
  // What follows a keyword that has a line for itself is a signature.
  const [firstLine = ''] = text.trimStart().split(/[\r\n]/, 1);
  if (OPT_OUT.has(wordsOf(firstLine.slice(0, MAX_LENGTH)).join(''))) return 'opt_out';
  const words = wordsOf(text);
  if (words.length === 0 || words.join(' ').length > MAX_LENGTH) return 'none';
  const whole = words.join('');
  if (OPT_OUT.has(whole)) return 'opt_out';
  if (OPT_IN.has(whole)) return 'opt_in';
  if (isRefusal(words)) return 'opt_out';
  // `No, stop` and `no, don't stop` mean what follows the no.
  if (words[0] === 'no' && isRefusal(words.slice(1))) return 'opt_out';
  const [word, ...others] = tellingOf(words);
  if (word === undefined || others.length > 0) return 'none';
  if (OPT_IN.has(word)) return 'opt_in';
  return HELP.has(word) ? 'help' : 'none';
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
}

function isRefusal(words: readonly string[]): boolean {
  // `do not contact me`, `don't text me`, `no more texts`: refusals that hold no keyword.
  if (isPlainRefusal(words)) return true;
  const telling = tellingOf(words);
  if (telling.some((word) => NEGATIONS.has(word))) {
    // `STOP, do not text me again` says it twice.
    const [first = '', ...others] = words;
    return OPT_OUT.has(first) && isPlainRefusal(others[0] === 'and' ? others.slice(1) : others);
  }
  return telling.length > 0 && telling.every((word) => OPT_OUT.has(word));
}

/** The words that carry the meaning, those of one keyword (`opt out`, `opt me out`, `un subscribe`) joined. */
function tellingOf(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => !FILLERS.has(word));
  const joined: string[] = [];
  for (let at = 0; at < telling.length; at += 1) {
    const word = telling[at] ?? '';
    const pair = word + (telling[at + 1] ?? '');
    const isPair = ['opt', 'un', 'take'].includes(word) && (OPT_OUT.has(pair) || OPT_IN.has(pair));
    joined.push(isPair ? pair : word);
    if (isPair) at += 1;
  }
  return joined;
}

const REFUSALS = /^(?:please )?(?:do not|don't|dont|never|no more|no longer|no mas) /;
const TARGETS =
  /\b(?:text|texts|texting|txt|message|messages|messaging|contact|sms|send|spam|ads|marketing|mensajes|textos)\b/;

function isPlainRefusal(words: readonly string[]): boolean {
  const line = words.join(' ');
  const telling = words.filter(
    (word) => !FILLERS.has(word) && !NEGATIONS.has(word) && !OF_REFUSALS.has(word),
  );
  return REFUSALS.test(line) && TARGETS.test(line) && telling.length === 0;
}
