/** Names of probes that many roles share, one for each power. */

export const TABLES_KEY = 'Decrypt tables through dynamodb';
/** Lambda's, by a function's role: the code may neither send there nor read. */
export const KEEP_RUNS = [
  'Decrypt failed runs through sqs',
  'GenerateDataKey failed runs through sqs',
];
/** Of all queues alike: their own policies say who sends and reads. */
export const QUEUES_KEY = [
  ...['Decrypt queues through sqs', 'GenerateDataKey queues through sqs'],
  ...KEEP_RUNS,
];
export const COMPUTE_INDEX = 'generate an index of people';
export const COMPUTE_SECRETS = "compute senders' secrets";
export const WRITE_OBJECTS = 'GenerateDataKey objects through s3';
export const READ_OBJECTS = 'Decrypt objects through s3';
export const requestsOf = (lane: string) =>
  ['rate of a key', 'load of a day', 'idempotency key', 'decided message'].flatMap((what) =>
    ['get', 'put', 'update'].map((action) => `${action} ${what} of ${lane}`),
  );
/** Whatever delivery of the clinical lane. */
export const PUT_CLINICAL = [
  'put outbox-clinical',
  'queue another delivery',
  'leave a delivery in the portal',
  'tell senders of clinical',
];
/** Whatever delivery of the marketing lane. */
export const PUT_MARKETING = [
  'put outbox-marketing',
  'queue mail of marketing',
  'tell senders of marketing',
];
/** Whatever there is in deliveries of a lane, for those who deliver them or look after them. */
export const anyOf = (lane: string) => [
  `see how a delivery of ${lane} does`,
  `find mail of ${lane}`,
  `note what became of ${lane}`,
  `note and change a delivery of ${lane}`,
  `see whom ${lane} sends to`,
  `see a body of ${lane}`,
  `recall a delivery of ${lane}`,
  `change a body of ${lane}`,
  `get back what was recalled of ${lane}`,
];
export const mailOf = (lane: string) => [
  `mail from another ${lane} address`,
  ...['SendEmail', 'SendRawEmail'].flatMap((action) => [
    `${action} as ${lane}`,
    `${action} by the set of ${lane}`,
  ]),
];

export const sendTexts = (lane: string) => [
  `text by sms as ${lane}`,
  `text by whatsapp as ${lane}`,
];
export const ASK = 'ask for a second opinion';
/** What hands mail by SMTP to the API, and what SES puts it down by. */
export const relay = (lane: string) => [
  `get mail by SMTP of ${lane}`,
  `delete mail by SMTP of ${lane}`,
  ...['s3', 'sqs'].map((service) => `open mail by SMTP of ${lane} through ${service}`),
  `read what tells of mail by SMTP of ${lane}`,
  `list mail by SMTP of ${lane}`,
  `keep an envelope of ${lane}`,
  `seal mail by SMTP of ${lane}`,
  `password of SMTP of ${lane}`,
];
export const keeper = (lane: string) => [
  `put mail by SMTP of ${lane}`,
  `keep an envelope of ${lane}`,
  `tell an envelope of ${lane}`,
  `seal mail by SMTP of ${lane}`,
  `encrypt mail by SMTP of ${lane}`,
];

/** What SES puts mail down by that comes in. */
export const MAIL_KEEPER = [
  'put mail that came in',
  'seal mail that came in through s3',
  'encrypt mail that came in through s3',
  'tell of mail that came in',
  'open mail that came in through sns',
  'seal mail that came in through sns',
];

/** Whoever may ask the index of ids for any decision may ask for the canary's. */
export const FIND_ANY_DECISION = [
  'find a decision of the canary',
  'find a decision of somebody else',
];
