import type { DocumentRecogniser, Recogniser } from '../recogniser.ts';
import { account } from './account.ts';
import { address } from './address.ts';
import { age90 } from './age90.ts';
import { biometric } from './biometric.ts';
import { card } from './card.ts';
import { careName } from './care-name.ts';
import { cdaElement } from './cda-element.ts';
import { date } from './date.ts';
import { device } from './device.ts';
import { dose } from './dose.ts';
import { drugStem } from './drug-stem.ts';
import { email } from './email.ts';
import { fax } from './fax.ts';
import { healthCode } from './health-code.ts';
import { healthKey } from './health-key.ts';
import { healthPlanId } from './health-plan-id.ts';
import { healthTerms } from './health-terms.ts';
import { fhirElement } from './fhir-element.ts';
import { hl7Field } from './hl7-field.ts';
import { icd10Code } from './icd10-code.ts';
import { initials } from './initials.ts';
import { ip } from './ip.ts';
import { keyName } from './key-name.ts';
import { license } from './license.ts';
import { mrn } from './mrn.ts';
import { nameCue } from './name-cue.ts';
import { nameJoined } from './name-joined.ts';
import { nameOrder } from './name-order.ts';
import { nameSigned } from './name-signed.ts';
import { nameTrail } from './name-trail.ts';
import { otherId } from './other-id.ts';
import { personKey } from './person-key.ts';
import { phone } from './phone.ts';
import { photo } from './photo.ts';
import { placeCue } from './place-cue.ts';
import { propagate } from './propagate.ts';
import { relativeDate } from './relative-date.ts';
import { spelledNumber } from './spelled-number.ts';
import { ssn } from './ssn.ts';
import { streetAbroad } from './street-abroad.ts';
import { taggedName } from './tagged-name.ts';
import { tableColumn } from './table-column.ts';
import { udi } from './udi.ts';
import { url } from './url.ts';
import { vehicle } from './vehicle.ts';
import { vitals } from './vitals.ts';
import { zip } from './zip.ts';

/** What is recognized besides in documents whose source by its nature means care. */
export const CARE_RECOGNISERS: readonly Recogniser[] = [careName];

/** Everything that is recognized in one segment. */
export const RECOGNISERS: readonly Recogniser[] = [
  email,
  url,
  ip,
  ssn,
  phone,
  fax,
  date,
  age90,
  address,
  streetAbroad,
  placeCue,
  zip,
  mrn,
  healthPlanId,
  account,
  card,
  device,
  udi,
  vehicle,
  license,
  otherId,
  biometric,
  photo,
  spelledNumber,
  tableColumn,
  nameCue,
  nameTrail,
  nameSigned,
  nameJoined,
  nameOrder,
  taggedName,
  healthTerms,
  healthKey,
  icd10Code,
  healthCode,
  drugStem,
  dose,
  vitals,
];

/** Then what needs the whole document. In order: propagation uses what the others have found. */
export const DOCUMENT_RECOGNISERS: readonly DocumentRecogniser[] = [
  relativeDate,
  hl7Field,
  fhirElement,
  cdaElement,
  keyName,
  personKey,
  initials,
  propagate,
];
