/**
 * Media types that say only how a part is to be read. Any other is a word of the sender's, and scanned.
 */
const KNOWN =
  /^(?:text\/(?:plain|html|csv|xml|calendar|markdown|rfc822-headers|x-amp-html|json|vcard|x-vcard|richtext|enriched|tab-separated-values)|application\/(?:json|xml|pdf|octet-stream|zip|gzip|x-gzip|msword|rtf|vnd\.ms-excel|vnd\.openxmlformats-officedocument\.\w+\.\w+|x-www-form-urlencoded|pkcs7-mime|pkcs7-signature|pgp-signature|pgp-encrypted|ms-tnef|ics|fhir\+json|fhir\+xml|hl7-v2)|image\/(?:png|jpe?g|gif|webp|tiff|bmp|heic|svg\+xml)|multipart\/(?:mixed|alternative|related|form-data|report|signed|encrypted|digest|parallel|mixed-replace)|message\/(?:rfc822|delivery-status|disposition-notification|global|partial|external-body)|(?:audio|video)\/(?:mpeg|mp4|wav|ogg|webm|quicktime|3gpp))$/;

/** Whether a media type, in small letters, says nothing of anybody. */
export function isKnownType(type: string): boolean {
  return KNOWN.test(type);
}

/** Types by how files are called, for those that are sent as bytes of any kind. */
const BY_ENDING: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  text: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html',
  htm: 'text/html',
  hl7: 'application/hl7-v2',
  eml: 'message/rfc822',
  ics: 'text/calendar',
  vcf: 'text/vcard',
};

/** What a file is by its name, where its media type does not say; empty where neither does. */
export function typeOfFile(name: string): string {
  const ending = /\.([a-z0-9]{2,5})\s*$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return BY_ENDING[ending] ?? '';
}
