import { viewOf } from '../normalize.ts';
import type { Recogniser, Span } from '../recogniser.ts';

/**
 * Ends of generic names of drugs (USAN Council stems, AMA; INN stems, WHO), only those that hardly end
 * another word. New drugs are named by them every month; a list of drugs is always behind.
 */
const STEMS = (
  'umab imab omab amab tinib fenib ranib ciclib lisib zomib parib rafenib prazole conazole nidazole statin olol alol ' +
  'pril prilat sartan gliptin gliflozin glutide natide triptan setron dipine azepam azolam cillin cycline mycin ' +
  'floxacin oxacin ciclovir tegravir navir previr buvir asvir citavir parin xaban gatran dogrel sugrel dronate ' +
  'caine profen coxib fenac lukast terol thiazide glitazone azosin nafil lafil steride tidine oxetine ipramine ' +
  'triptyline peridone piprazole zapine tiapine barbital curonium bactam penem isone asone solone sonide tropium ' +
  'clidinium platin rubicin taxel notecan trexed mustine citabine nercept bercept grastim poetin kinra gepant orexant ' +
  'pitant vaptan ciguat sentan racetam gabalin gabatin bamate zolamide semide amterene fibrate vastatin ' +
  'bendazole quine vudine citabine fungin oxaban phylline staurin degib tadine rizine stigmine mantine ' +
  'dopa giline capone pexole nirole triptorelin calcet paricalcitol dexamfetamine morphone codone'
).split(' ');
/** Other words, names and substances of the body that end in the same way. */
const EXCEPTIONS = new Set(
  (
    'april cholesterol ergosterol phytosterol lanosterol sitosterol lathosterol desmosterol aldosterone progesterone ' +
    'testosterone cortisone mongrel nonpareil sparing comparing terol marquine equine harlequine chaparral ' +
    'oxytocin vasopressin thiazide statin statins nystatin-free myostatin cystatin follistatin somatostatin ' +
    'angiostatin endostatin mccaine michael poison liaison unison jettison venison caparison comparison nakasone trevisone lovisone'
  ).split(' '),
);
const SHORTEST = 7;
const LONGEST = 24;

/** Stems by their last three letters. */
const BY_ENDING = new Map<number, string[]>();
for (const stem of STEMS) {
  const ending = endingOf(stem, stem.length);
  BY_ENDING.set(ending, [...(BY_ENDING.get(ending) ?? []), stem]);
}
const ENDINGS = new Uint8Array(1 << 15);
for (const ending of BY_ENDING.keys()) ENDINGS[ending] = 1;

/** Five bits of each of the last three letters before `end`. */
function endingOf(text: string, end: number): number {
  return (
    ((text.charCodeAt(end - 3) & 31) << 10) |
    ((text.charCodeAt(end - 2) & 31) << 5) |
    (text.charCodeAt(end - 1) & 31)
  );
}

/** Drugs by how their generic names end: `semaglutide`, `dupilumab`. */
export const drugStem: Recogniser = {
  name: 'drug-stem',
  skipsNames: true,
  recognise(segment, view = viewOf(segment)) {
    const spans: Span[] = [];
    const { text, starts, ends, isFieldName } = view;
    if (isFieldName || text.length < SHORTEST) return spans;
    for (let index = 0; index < starts.length; index++) {
      const start = starts[index] ?? 0;
      let end = ends[index] ?? 0;
      const length = end - start;
      if (length < SHORTEST || length > LONGEST) continue;
      if (ENDINGS[endingOf(text, end)] === 0) {
        if (text.charAt(end - 1) !== 's' || ENDINGS[endingOf(text, end - 1)] === 0) continue;
        end -= 1;
      }
      if (!isDrug(text.slice(start, end).toLowerCase())) continue;
      const [from, to] = view.toReceived(start, end);
      spans.push({ label: 'DRUG', start: from, end: to, score: 0.9 });
    }
    return spans;
  },
};

/** By itself: a closure over a variable of a loop costs memory at each turn, whether it is made or not. */
function isDrug(word: string): boolean {
  const stems = BY_ENDING.get(endingOf(word, word.length));
  return (
    stems?.some((stem) => word.endsWith(stem) && word.length >= stem.length + 2) === true &&
    !EXCEPTIONS.has(word) &&
    /^[a-z]+$/.test(word)
  );
}
