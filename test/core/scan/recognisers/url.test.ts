import { url } from '../../../../lambdas/core/scan/recognisers/url.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(url, {
  match: [
    [
      'see https://x.example.com/?patient=Jane%20Roe&reason=a%20cough now',
      'https://x.example.com/?patient=Jane%20Roe&reason=a%20cough',
    ],
    ['see https://portal.example.org/p/ab12cd34.', 'https://portal.example.org/p/ab12cd34'],
    ['http://example.org/?mrn=12345', 'http://example.org/?mrn=12345'],
    ['www.example.org/jane', 'www.example.org/jane'],
    ['(https://a.example/x)', 'https://a.example/x'],
    ['ftp://files.example.net/a.txt', 'ftp://files.example.net/a.txt'],
    ['HTTPS://EXAMPLE.ORG', 'HTTPS://EXAMPLE.ORG'],
    ['go to example.com/reset', 'example.com/reset'],
    ['visit example.com now', 'example.com'],
    ['wss://live.example.io/s1', 'wss://live.example.io/s1'],
    ['<https://a.example/b>', 'https://a.example/b'],
    ["'https://a.example/b?c=d'", 'https://a.example/b?c=d'],
    ['https://u:p@example.org/', 'https://u:p@example.org/'],
    ['my.example.health', 'my.example.health'],
  ],
  noMatch: [
    'http://loinc.org',
    'http://hl7.org/fhir/sid/us-ssn',
    'http://terminology.hl7.org/CodeSystem/v2-0203',
    'http://snomed.info/sct',
    'https://www.w3.org/ns',
    'version 1.2.3',
    'e.g. this',
    'end.Start of next',
    'https://',
    'jane@example.com',
    'file.txt',
    'a.b.c',
    '3.14 and 2.71',
  ],
});
