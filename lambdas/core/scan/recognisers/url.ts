import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';

const URL_FORM =
  /(?<![A-Za-z0-9])(?:(?:https?|ftps?|sftp|wss?):\/\/|www\d?\.(?=[A-Za-z0-9-]{1,63}\.))[^\s<>"'`{}|\\^]{1,2048}/gi;
const BARE =
  /(?<![\w@.%/-])(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|gov|edu|co|us|uk|ca|de|health|care|clinic|app|dev|info|me|ly|gl|link|site|online|example)(?:\/[^\s<>"'`{}|\\^]{1,1024}|(?![\w@.-]))/gi;

/** Names of code systems and schemas look like addresses and identify vocabulary, not people. */
const VOCABULARY =
  /^(?:https?:\/\/)?(?:www\.)?(?:(?:[\w-]+\.)?hl7\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|(?:www\.)?nlm\.nih\.gov\/research\/umls|w3\.org|schema\.org|json-schema\.org|ihe\.net|dicom\.nema\.org)(?![\w.])/i;

/** Safe Harbor (N): web addresses. One that leads to a bare site scores low: it points at nobody. */
export const url = defineRecogniser('url', Trait.dot, ({ text }) => {
  const candidates = [...matches(URL_FORM, text), ...matches(BARE, text)];
  return candidates.flatMap((match) => {
    const found = match[0].replace(/[.,;:!?)\]*~]+$/, '');
    if (found.length < 4 || VOCABULARY.test(found)) return [];
    const score = pointsAtSomebody(found) ? 0.8 : 0.4;
    return [{ label: 'URL' as const, start: match.index, end: match.index + found.length, score }];
  });
});

/** A user part, a query, or a path with an opaque token or number: it may lead to one person's page. */
function pointsAtSomebody(found: string): boolean {
  const rest = found.replace(/^[a-z]+:\/\//i, '');
  if (/^[^/]{1,200}@/.test(rest)) return true;
  const slash = rest.search(/[/?#]/);
  if (slash < 0) return false;
  const path = rest.slice(slash);
  if (/[?#&;][^=\s]{1,64}=[^&]{2}/.test(path)) return true;
  return /[/_=.-](?=[A-Za-z0-9_-]{0,80}\d)(?=[A-Za-z0-9_-]{0,80}[A-Za-z0-9])[A-Za-z0-9_-]{6,80}/.test(
    path,
  );
}
