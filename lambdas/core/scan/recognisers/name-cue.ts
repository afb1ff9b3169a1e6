import { defineRecogniser, matches } from '../define-recogniser.ts';
import { FULL_NAME, NAME, nameLength } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const RELATIVE =
  '(?:[Pp]atient|[Pp]t\\.?|[Cc]lient|[Mm]ember|[Rr]esident|[Hh]usband|[Ww]ife|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather|[Mm]om|[Dd]ad|[Bb]rother|[Ss]ister|[Cc]hild|[Bb]aby|[Pp]artner|[Ss]pouse|[Gg]uardian|[Cc]aregiver|[Uu]ncle|[Aa]unt|[Gg]randmother|[Gg]randfather|[Gg]randma|[Gg]randpa|[Nn]eighbor|[Nn]iece|[Nn]ephew|[Cc]aller|[Pp]hysician|[Nn]urse|[Cc]linician|[Pp]aciente|[Hh]ij[oa]|[Ee]spos[oa])';

interface Cue {
  /** The name is the first group. */
  readonly pattern: RegExp;
  readonly score: number;
}

/** Words, punctuation and positions after or before which a name stands. */
const CUES: readonly Cue[] = [
  // Dr. Jane Roe
  { pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sra?|Srta|Do[ñn]a?|Rev|MR|MRS|MS|DR)\\.?\\s{1,2}(${NAME})`, 'gu'), score: 0.9 },
  // my name is Jane
  { pattern: new RegExp(`(?<!\\p{L})(?:[Mm]y name(?:'s| is)|[Nn]ame is|[Mm]e llamo|[Mm]i nombre es|[Cc]alled|[Nn]amed)\\s(${NAME})`, 'gu'), score: 0.88 },
  { pattern: /(?<!\p{L})(?:my name(?:'s| is)|me llamo|mi nombre es)\s(\p{Ll}{2,20}(?:\s(?!and|i|but|from|here|is|with|the|my|a|y|tengo|de)\p{Ll}{3,20})?)/giu, score: 0.7 },
  // I am Jane Roe; this is Jane Roe
  { pattern: new RegExp(`(?<!\\p{L})(?:[Ii] am|I'?m|[Tt]his is|[Hh]ere is|[Ss]oy|[Ii]t'?s|[Ss]igned,?|[Aa]ttn:?)\\s(${FULL_NAME})`, 'gu'), score: 0.8 },
  // Patient name: Jane Roe; name="Jane Roe"
  { pattern: new RegExp(`(?<!\\p{L})(?:(?:[Pp]atient|[Ff]ull|[Ff]irst|[Ll]ast|[Cc]ustomer|[Cc]lient|[Mm]ember|[Cc]ontact|[Pp]rovider|[Ii]nsured|[Gg]uarantor|[Cc]hild|[Gg]uardian|[Cc]aller|[Ss]ubscriber|[Pp]ersona?)?[\\s_-]?(?:[Nn]ame|NAME|[Nn]ombre|[Aa]pellido)|[Pp]atient|PATIENT|[Pp]aciente|[Pp]t|[Cc]lient|[Mm]ember|[Cc]aller|[Cc]ontact|[Gg]uardian|[Aa]ttn|ATTN|[Pp]hysician|[Pp]rovider|[Dd]octor|[Nn]urse|[Ss]pouse|[Mm]other|[Ff]ather|[Ww]itness|[Rr]e|RE)\\s{0,2}[:=]\\s{0,2}["'*]{0,2}(${NAME})`, 'gu'), score: 0.85 },
  // patient Jane Roe; my dad Jon Roe
  { pattern: new RegExp(`(?<!\\p{L})${RELATIVE},?\\s(${NAME})`, 'gu'), score: 0.75 },
  // Dear Jane,
  { pattern: new RegExp(`(?<!\\p{L})(?:Dear|DEAR|Hi|Hello|Hey|Hola|Estimad[oa]|Querid[oa]|Good (?:morning|afternoon|evening)),?\\s(${NAME})(?=\\s?(?:[,!.:;-]|\\n|$))`, 'gu'), score: 0.8 },
  // Regards,\nJane Roe
  { pattern: new RegExp(`(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Bb]est|[Cc]heers|[Ww]armly|[Yy]ours truly|[Ss]aludos|[Aa]tentamente)[,.!]?[ \\t]{0,3}\\r?\\n\\s{0,6}(${NAME})(?=[ \\t]{0,4}(?:\\r?\\n|$|,))`, 'gu'), score: 0.85 },
  // Jane Roe (DOB ...; Jane Roe, 54F
  { pattern: new RegExp(`(?<![\\p{L}\\p{N}])(${FULL_NAME})(?=[*_]{0,2},?\\s?[([]?(?:DOB|D\\.O\\.B|[Dd]ate of [Bb]irth|MRN|SSN|[Bb]orn\\b|[Aa]ged?\\s\\d|\\d{1,3}\\s?-?(?:yo\\b|y/o|years?[\\s-]old|[MF]\\b)))`, 'gu'), score: 0.85 },
  // Jane Roe <jane@example.org>
  { pattern: new RegExp(`(?<![\\p{L}\\p{N}])"?(${FULL_NAME})"?\\s?<[^<>@\\s]{1,64}@`, 'gu'), score: 0.88 },
  // results for Jane Roe; spoke with Jane Roe
  { pattern: new RegExp(`(?<!\\p{L})(?:(?:[Rr]ecords?|[Aa]ppointment|[Rr]eferral|[Pp]rescription|[Rr]esults?|[Ff]ollow-?up|[Cc]laim|[Cc]hart|[Cc]are|[Vv]isit|[Ll]etter|[Rr]efill)\\s(?:for|of|to)|(?:spoke|met|visit|appointment|consult(?:ation)?|session)\\s(?:to|with)|(?:signed|referred|seen|treated|diagnosed|written|ordered|performed|requested|submitted|prescribed)\\sby|on behalf of|[Ss]chedule|[Rr]emind|[Cc]all(?:ed)?|[Cc]ontact(?:ed)?|[Nn]otify|[Ee]mailed?|[Tt]exted|like)\\s(${FULL_NAME})`, 'gu'), score: 0.7 },
];

/** Words one of which every cue above has; most texts have none and are done with one search. */
const ANY_CUE =
  /(?:mrs?|ms|miss|mx|dr|prof|doctor|sra?|srta|do[ñn]a?|rev|name|llamo|nombre|called|named|i am|i'?m|this is|here is|soy|it'?s|signed|attn|patient|pt|client|member|caller|contact|guardian|physician|provider|nurse|spouse|mother|father|witness|re\s?[:=]|apellido|paciente|resident|husband|wife|son|daughter|mom|dad|brother|sister|child|baby|partner|caregiver|uncle|aunt|grand|neighbor|niece|nephew|clinician|hij[oa]|espos[oa]|dear|hi|hello|hey|hola|estimad|querid|good|regards|sincerely|thank|best|cheers|warmly|truly|saludos|atentamente|dob|birth|mrn|ssn|born|age|yo\b|years|<|records?|appointment|referral|prescription|results?|follow|claim|chart|care|visit|letter|refill|spoke|met|consult|session|by|behalf|schedule|remind|call|notify|email|text|like|\d\s?[MF]\b|-old)/i;

/** Safe Harbor (A): names where a title, a label, a greeting or a signature announces them. */
export const nameCue = defineRecogniser('name-cue', Trait.letter, ({ text }) => {
  if (text.length < 4 || !ANY_CUE.test(text)) return [];
  const spans: Span[] = [];
  for (const { pattern, score } of CUES) {
    for (const match of matches(pattern, text)) {
      const run = match[1] ?? '';
      const length = nameLength(run);
      if (length < 2) continue;
      // The name is the last thing matched, up to quotes and what follows it.
      const start = match.index + match[0].lastIndexOf(run);
      spans.push({ label: 'NAME', start, end: start + length, score });
    }
  }
  return spans;
});
