import { isNonNameWord } from '../scan/names.ts';

/** A mail begins with its greeting; one further down greets somebody else. */
const WITHIN = 600;
const GREETING =
  /(?:^|\n)[ \t>*_]{0,8}(?:dear|hi|hello|hey|hola|estimad[oa]|querid[oa]|good\s(?:morning|afternoon|evening))[,\s]{1,3}(\p{L}[\p{L}\p{M}'\u2019.-]{1,24}(?:[ \t]\p{L}[\p{L}\p{M}'\u2019.-]{0,24}){0,2})[ \t]{0,3}(?:[,!:;\n]|[\u2012-\u2015]|-|\p{Extended_Pictographic}|$)/iu;

/** Whom a greeting may name without naming anybody. */
const NOBODY = new Set(
  (
    'there all everyone everybody team friend friends folks customer customers client clients subscriber ' +
    'subscribers member members neighbor neighbors neighbour neighbours reader readers patient patients ' +
    'parent parents family families guest guests colleague colleagues partner partners supporter ' +
    'supporters donor donors valued sir sirs madam again from and or world guys community ladies ' +
    'gentlemen user users shopper fan fans doctor todos todas amigo amigos amiga amigas cliente clientes ' +
    'to you your we our the this is it a an of in on for with at'
  ).split(' '),
);

/** The name that a message greets at its beginning, in whatever case: "hi mara,". */
export function greetedName(text: string): string | undefined {
  const name = GREETING.exec(text.slice(0, WITHIN))?.[1];
  if (name === undefined) return undefined;
  const words = name.toLowerCase().split(/[ \t]+/);
  return words.some((word) => NOBODY.has(word) || isNonNameWord(word)) ? undefined : name;
}
