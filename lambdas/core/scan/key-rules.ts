import { MONTH } from './calendar.ts';
import { expression } from './expression.ts';
import { ofKnownNames } from './known-names.ts';
import type { IdentifierLabel } from './labels.ts';

/** What the name of a field says its whole value holds. */
export interface KeyRule {
  readonly label: IdentifierLabel;
  readonly score: number;
  /** Matches the field's phrase (`fieldPhrase`). */
  readonly name: RegExp;
  /** What a value must look like to be one; a `notes_about_phone` is not. */
  readonly value: RegExp;
  readonly unless?: RegExp;
}

const PERSON =
  'patient|person|customer|client|member|contact|user|guest|parent|guardian|mother|father|spouse|partner|child|children|minor|caregiver|caller|subscriber|insured|policy ?holder|card ?holder|account holder|beneficiary|guarantor|doctor|dr|physician|provider|practitioner|nurse|therapist|pharmacist|employee|recipient|sender|signer|invitee|participant|attendee|emergency contact|relative|sibling|billing|shipping|paciente';

const DIGITS3 = /\d\D{0,8}\d\D{0,8}\d/;
const ANY_ID = expression(String.raw`^(?=.{0,60}\d)[\p{L}\p{N}\s#*:/()._-]{2,60}$`, 'u');
/** The same without `@`: an `address` that has one is an email address. */
const POSTAL_TEXT = /^(?=[^@]*$)[\s\S]{1,200}$/;
const NAME_VALUE = expression(String.raw`^(?=.{0,80}\p{L})[^@{}<>/\\=_|#]{1,80}$`, 'u');

/**
 * Labels whose fields hold nothing else when they are named outright (`first_name`, `patient_dob`): then
 * whatever stands there counts, however it is dressed up (`<p>Ada</p>`, `Ada #2`, `8.0206e4`).
 */
const OUTRIGHT: ReadonlyMap<IdentifierLabel, RegExp> = new Map([
  ['NAME', expression(String.raw`\p{L}`, 'u')],
  ['DATE', new RegExp(`\\d|^${MONTH}$`, 'i')],
  ...(['SSN', 'MRN', 'HEALTH_PLAN_ID', 'PHONE', 'FAX', 'ZIP', 'ACCOUNT'] as const).map(
    (label) => [label, /\d\D{0,8}\d/] as const,
  ),
]);
/** A question or a flag names the thing and asks for something else. */
const ASKS =
  /\b(?:is|are|has|have|had|do|does|did|can|may|should|would|will|which|when|why|how|if|no|opt|consent|verified|valid|allow|send)\b/;
const MAX_OUTRIGHT_WORDS = 6;

/** The rules that a field's phrase meets. */
export const rulesFor = ofKnownNames((phrase): readonly KeyRule[] =>
  KEY_RULES.filter((rule) => rule.name.test(phrase) && rule.unless?.test(phrase) !== true),
);

/** What a value must hold at least where the phrase ends in the rule's own words; undefined elsewhere. */
export function outrightValue(rule: KeyRule, phrase: string): RegExp | undefined {
  const value = OUTRIGHT.get(rule.label);
  if (value === undefined || rule.score < 0.9 || ASKS.test(phrase)) return undefined;
  if (phrase.split(' ').length > MAX_OUTRIGHT_WORDS) return undefined;
  const last = [...phrase.matchAll(new RegExp(rule.name, 'g'))].at(-1);
  return last !== undefined && last.index + last[0].length === phrase.length ? value : undefined;
}

/** First match counts, so the particular come before the general. */
export const KEY_RULES: readonly KeyRule[] = [
  {
    label: 'SSN',
    score: 0.97,
    name: /\b(?:ssn\d?|social security(?: (?:number|no|num))?|soc sec|last ?4 ssn|seguro social)\b/,
    value: /\d\D{0,4}\d\D{0,4}\d\D{0,4}\d/,
  },
  {
    label: 'HEALTH_PLAN_ID',
    score: 0.95,
    name: /\b(?:(?:member|subscriber|beneficiary|insured|enrollee|policy|insurance|medicare|medicaid|health ?plan|group|payer|coverage)(?: holder)? (?:id|identifier|number|num|no|nr|#|card)|mbi|hicn|medicare|medicaid|memberid|policynumber|insurance (?:policy|member)|poliza|numero de (?:seguro|poliza|afiliado))\b/,
    value: ANY_ID,
    unless: /\bname|user\b/,
  },
  {
    label: 'MRN',
    score: 0.96,
    name: /\b(?:p?mrn|medical record(?: (?:number|no|num|id))?|(?:health|hospital|clinic) (?:record )?(?:number|no|id)|chart (?:number|no|id|#)|(?:pt|patient) (?:id|identifier|identifiers|number|no|num|#|mrn|record)|record number|medrec(?:num)?|ehr id|emr id|nhs(?: number)?|historia clinica|expediente)\b|^mr$/,
    value: ANY_ID,
  },
  {
    label: 'LICENSE',
    score: 0.92,
    name: /\b(?:(?:drivers?|driving|driver s) licen[sc]e(?: .*)?|licen[sc]e(?: (?:number|no|num|id|#))|dl (?:number|no|num|#)|certificat(?:e|ion) (?:number|no|num|id)|npi(?: number)?|dea(?: number)?|medical licen[sc]e|nursing licen[sc]e|licencia)\b|^licen[sc]e$/,
    value: ANY_ID,
    unless: /plate|software|type|status|state/,
  },
  {
    label: 'VEHICLE',
    score: 0.92,
    name: /\b(?:vin|vehicle (?:id|identification|number|registration)(?: number)?|(?:licen[sc]e|number|registration|vehicle|car) plates?|plate(?: (?:number|no))?|tag number|placas?)\b/,
    value: ANY_ID,
  },
  {
    label: 'DEVICE',
    score: 0.93,
    name: /\b(?:(?:device|implant|pump|pacemaker|meter|sensor|transmitter|monitor|equipment|product|hearing aid|generator|lead) (?:serial|sn|udi|identifier)(?: .*)?|device id|serial(?: (?:number|no|num|#))?|serialnumber|s n|udi(?: .*)?|imei|imsi|meid|iccid|mac(?: address)?|unique device identifier)\b/,
    value: ANY_ID,
  },
  {
    label: 'ACCOUNT',
    score: 0.9,
    name: /\b(?:(?:account|acct|bank account|cuenta) (?:number|num|no|nr|#)|accountnumber|iban|routing(?: number)?|(?:credit |debit )?card (?:number|no|num)|cardnumber|(?:card|account) last ?4|last ?4)\b|^(?:acct|an)$/,
    value: ANY_ID,
  },
  {
    label: 'BIOMETRIC',
    score: 0.9,
    name: /\b(?:biometrics?|finger ?prints?|voice ?prints?|retinal?(?: scan)?|iris(?: scan)?|face ?(?:print|template|id)|palm ?print|dna(?: profile)?)\b/,
    value: /\S{4}/,
  },
  {
    label: 'PHOTO',
    score: 0.85,
    name: /\b(?:photos?|photograph|selfie|avatar|head ?shot|profile (?:image|picture|pic)|face image|foto)\b/,
    value: /^(?:\S{12,}|data:.*)$/s,
  },
  { label: 'FAX', score: 0.93, name: /\bfax\b/, value: DIGITS3 },
  {
    label: 'PHONE',
    score: 0.93,
    name: /\b(?:phones?|telephone|tel|telefono|mobile|movil|cell|cellphone|celular|whatsapp|wa id|text reminder number|contact (?:number|no)|callback(?: number)?|sms(?: number)?|home number|work number|day ?time number|msisdn)\b/,
    value: /^(?=(?:\D*\d){7})[\d\s()+./xext#;,:-]{7,40}$/i,
    unless: /\b(?:phone number id|type|model|make)\b/,
  },
  {
    label: 'PHONE',
    score: 0.85,
    name: /^(?:from|to|caller|called|sender|recipient)$/,
    value: /^\s*\+?1?[\d\s().-]{10,20}\s*$/,
  },
  {
    label: 'DATE',
    score: 0.95,
    name: /\b(?:dob|d o b|date of birth|birth ?(?:da(?:te|y)|month)|birthdate|born(?: on)?|fecha (?:de )?nacimiento|date of death|deceased date|death date|wearer dob|bday)\b/,
    value: expression(String.raw`^(?=.{0,60}\d)[\p{L}\p{N}\s,.:/'+-]{3,60}$`, 'u'),
  },
  // A date of birth in parts: its year alone is none.
  {
    label: 'DATE',
    score: 0.9,
    name: /\b(?:dob|d o b|date of birth|birth) ?(?:day|month|dd|mm)\b/,
    value: /^\s*(?:\d{1,2}|[A-Za-z]{3,10})\s*$/,
  },
  {
    label: 'ZIP',
    score: 0.93,
    name: /\b(?:zip(?: ?code)?|zip ?4|post(?:al)? ?codes?|codigo postal|postal)\b/,
    value: /^\s*(?=.{0,10}\d)[A-Za-z0-9][A-Za-z0-9 -]{2,10}\s*$/,
  },
  { label: 'EMAIL', score: 0.95, name: /\b(?:e ?mails?|correo)\b/, value: /^\S{1,64}@\S{1,255}$/ },
  {
    label: 'IP',
    score: 0.85,
    name: /\bip(?: ?addr(?:ess)?| v?[46])?$|^ip\b/,
    value: /^(?:[\d.]{7,15}|[0-9a-f:.]{3,45})$/i,
  },
  {
    label: 'GEO',
    score: 0.9,
    name: /\b(?:(?:street|home|mailing|postal|billing|shipping|residential|current|patient|delivery)? ?(?:address|addr)(?: ?line)?(?: ?[1-4])?|address ?line ?\d?|addr ?line ?\d?|street(?: (?:name|line|number|\d))?|direccion|calle|domicilio)\b/,
    value: POSTAL_TEXT,
    unless: /\b(?:e ?mail|ip|mac|web|url|type|wallet|status|verified)\b/,
  },
  {
    label: 'GEO',
    score: 0.85,
    name: /\b(?:city|town|village|county|suburb|neighbou?rhood|borough|precinct|municipality|ciudad|municipio|colonia|birth ?place|place of birth)$/,
    value: expression(String.raw`^(?=.{0,80}\p{L})[^@{}<>/\\=_|]{2,80}$`, 'u'),
    unless: /\bcapacity\b/,
  },
  {
    label: 'GEO',
    score: 0.85,
    name: /^(?:lat|lng|lon|long|latitude|longitude|geo|gps|coordinates?|lat ?lng)$|\b(?:latitude|longitude)$/,
    value: /^\s*-?\d{1,3}\.\d{2,}/,
  },
  {
    label: 'OTHER_ID',
    score: 0.88,
    name: /\b(?:passport|national id|tax id|taxpayer id|itin|student (?:id|number)|employee (?:id|number)|badge (?:id|number)|prescription (?:number|no|id)|rx (?:number|no|id)|case (?:number|no|id)|claim (?:number|no|id)|visit (?:number|id)|encounter (?:number|id)|accession(?: number)?|specimen (?:id|number)|study id|subject id|pasaporte|cedula|curp)\b/,
    value: ANY_ID,
  },
  {
    label: 'OTHER_ID',
    score: 0.85,
    name: /\b(?:patient|pt|paciente|wearer) ?(?:uuid|guid|ref|reference|key|uid)$/,
    value: ANY_ID,
  },
  {
    label: 'OTHER_ID',
    score: 0.45,
    name: new RegExp(
      `^(?:.* )?(?:${PERSON}|profile|external|crm|salesforce|hubspot|login) ?(?:id|uuid|guid|ref|reference|key|uid)$`,
    ),
    value: /^(?=.{0,80}\d)[A-Za-z0-9_.:/=-]{6,80}$/,
    unless: /\b(?:message|event|form|app|team|device)\b/,
  },
  {
    label: 'NAME',
    score: 0.93,
    name: new RegExp(
      `\\b(?:(?:first|last|middle|full|given|family|maiden|preferred|legal|nick|birth|${PERSON}) ?names?|firstname|lastname|fullname|[fl]name|[fl] names?|surname|forename|nombres?|apellidos?|names? of (?:the |your )?(?:${PERSON})|your name|(?:child|patient|son|daughter|mother|father|spouse|husband|wife|doctor|physician|partner|client|customer) names?|patientname)\\b`,
    ),
    value: NAME_VALUE,
    unless:
      /\b(?:drug|medication|product|company|business|event|file|device|plan|form|clinic|hospital|pharmacy|practice|facility|organization|organisation|employer|school|pet|host|domain|user name id)\b/,
  },
];

/** Those of whom a source of care speaks: nothing but a person is ever their value. */
export const PATIENT_KEY =
  /^(?:.* )?(?:patient|pt|paciente|wearer|invitee|guardian|mother|father|spouse|caregiver|next of kin|emergency contact)s?$/;

/** Names of fields that hold a person, or are held by one: `patient`, `contact.name`. */
export const PERSON_KEY = new RegExp(
  `^(?:.* )?(?:${PERSON}|profile|owner|author|wearer|subject|individual|applicant|claimant|donor|recipients|signers|contacts|patients|customers|members|invitees|participants|attendees|guests|users|people|persons|guardians|parents|payload|customer details|billing details|shipping details|cancell?ed by|created by|requested by|submitted by|signed by|referred by|q name)s?$`,
);

/** Collections of people, which may be kept by their names. */
export const PEOPLE_KEY =
  /^(?:.* )?(?:patients|people|persons|pacientes|customers|clients|members|contacts|users|guests|guardians|parents|children|caregivers|employees|recipients|signers|invitees|participants|attendees|providers|doctors|physicians|by (?:patient|person|name|customer|client|member|user))$/;

/** Containers whose `name` is not a person's. */
export const THING_KEY =
  /(?:^|\s)(?:events?|event types?|scheduled event|products?|items?|line items|plans?|company|companies|organi[sz]ations?|org|source|sources|facility|facilities|location|locations|file|files|attachments?|documents?|envelope documents|forms?|fields?|campaigns?|lists?|tags?|labels?|plugin|repository|teams?|channels?|workspace|app|apps|application|devices?|device name|values|tests?|panel|medications?|services?|templates?|categor(?:y|ies)|groups?|projects?|folders?|bucket|queue|topic|webhook|integration|vendors?|store|shop|brand|model|headers?|custom fields|text custom fields|properties|metadata|note attributes|variables|actions?|type|status|meta|code|coding|reading|price|country|currency|language|timezone)$/;

/** Fields beside a `name` that only a person has. */
export const PERSON_SIBLING =
  /^(?:e ?mail(?: address)?|phone(?: number)?|mobile|first ?name|last ?name|given|family|dob|date of birth|birth ?date|gender|sex|mrn|ssn|wa id|member id|patient id)$/;
