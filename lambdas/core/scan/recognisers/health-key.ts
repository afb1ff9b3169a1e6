import { fieldPhrase } from '../field-phrase.ts';
import { ofKnownNames } from '../known-names.ts';
import type { HealthLabel } from '../labels.ts';
import type { Recogniser } from '../recogniser.ts';
import { isBlankAnswer } from '../blank-answer.ts';

/** What a field's name says of its value's meaning for health. */
const KEYS: readonly (readonly [RegExp, HealthLabel])[] = [
  [
    /\b(?:icd ?(?:9|10)?|cpt|hcpcs|snomed|loinc|rxnorm|ndc|(?:diagnosis|procedure) codes?)\b/,
    'CODE',
  ],
  [
    /\b(?:diagnos[ei]s|diagnostico|dx|medical conditions?|health conditions?|conditions? being treated|comorbidit(?:y|ies)|allerg(?:y|ies)|alergias?|medical history|problem list|disabilit(?:y|ies))\b/,
    'CONDITION',
  ],
  [
    /\b(?:symptoms?|sintomas?|chief complaint|reason for (?:the |your )?(?:visit|appointment|referral)|visit reason|appointment reason|motivo de (?:la )?consulta)\b/,
    'SYMPTOM',
  ],
  [/\b(?:medications?|medicamentos?|medicines?|prescriptions?|drug name|rx|dosage)\b/, 'DRUG'],
  [/\b(?:procedures?|surger(?:y|ies)|treatments?|implant type|tratamiento)\b/, 'PROCEDURE'],
  [
    /\b(?:lab results?|test results?|hba1c|a1c|blood (?:type|glucose|pressure|sugar)|glucose|cholesterol|vitals?|heart rate|bmi)\b/,
    'LAB',
  ],
  [
    /\b(?:health insurance|insurance (?:provider|company|carrier|plan)|health plan|payer|payor)\b/,
    'PAYER',
  ],
];

/** A first look at the raw name, which is all that most need. */
const ANY =
  /icd|cpt|hcpcs|snomed|loinc|rxnorm|ndc|code|diagn|dx|condition|comorbid|alerg|allerg|medic|histor|problem|disab|symptom|sintoma|s\xedntoma|complaint|reason|motivo|prescri|drug|rx|dosage|procedur|surger|treat|implant|tratamiento|result|a1c|blood|glucose|cholest|vital|heart|bmi|insur|plan|payer|payor/i;

/** Values whose field name says that they are about health: `diagnosis`, `icd10`, "Reason for visit". */
export const healthKey: Recogniser = {
  name: 'health-key',
  recognise({ hint, role, text }) {
    if (hint === undefined || role === 'key' || text.length > 2000) return [];
    const label = healthLabel(hint);
    if (label === undefined || isBlankAnswer(text)) return [];
    return [{ label, start: 0, end: text.length, score: 0.9 }];
  },
};

/** Yes/no questions about health are read as prose; here only names of fields and short labels. */
const LONGEST_PHRASE = 80;

/** What a field's name says of its value, where that is about health. */
export const healthLabel = ofKnownNames((hint): HealthLabel | undefined => {
  if (!ANY.test(hint)) return undefined;
  const phrase = fieldPhrase(hint);
  if (phrase.length > LONGEST_PHRASE) return undefined;
  return KEYS.find(([pattern]) => pattern.test(phrase))?.[1];
});
