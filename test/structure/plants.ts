/**
 * Files planted in a copy of the tree. Each breaks one wall (or keeps all of them, in `LAWFUL`), in a
 * way that somebody in a hurry might.
 */
export interface Plant {
  /** The rule that must name the first file. */
  readonly rule: string;
  readonly why: string;
  /** Path to content; the first is the culprit, the others are what it needs. */
  readonly files: Readonly<Record<string, string>>;
}

const value = 'export const planted = 1;\n';

export const PLANTS: readonly Plant[] = [
  {
    rule: 'core-imports-core-alone',
    why: 'core calls a port',
    files: { 'lambdas/core/planted-port.ts': "import '../ports/clock.ts';\n" },
  },
  {
    rule: 'core-imports-core-alone',
    why: 'core reads the disk',
    files: { 'lambdas/core/planted-disk.ts': "import 'node:fs';\n" },
  },
  {
    rule: 'core-imports-core-alone',
    why: 'core takes a library that is no part of a step',
    files: { 'lambdas/core/planted-library.ts': "import '@aws-sdk/client-dynamodb';\n" },
  },
  {
    rule: 'core-imports-core-alone',
    why: 'core takes the whole mail library with its transports',
    files: { 'lambdas/core/planted-mail.ts': "import 'nodemailer';\n" },
  },
  {
    rule: 'document-libraries-stay-in-their-thread',
    why: 'the process itself parses a hostile PDF',
    files: { 'lambdas/adapters/documents/planted-pdf.ts': "import 'unpdf/pdfjs';\n" },
  },
  {
    rule: 'the-reading-thread-is-started-not-imported',
    why: 'a handler reads a document in its own thread',
    files: {
      'lambdas/handlers/planted-read.ts': "import '../adapters/documents/thread/read-file.ts';\n",
    },
  },
  {
    rule: 'ports-import-core-alone',
    why: 'a port speaks SDK types',
    files: {
      'lambdas/ports/planted-sdk.ts':
        "import type { AttributeValue } from '@aws-sdk/client-dynamodb';\nexport type Row = AttributeValue;\n",
    },
  },
  {
    rule: 'scan-module-imports-core-alone',
    why: 'the scanner on its own needs the SDK',
    files: { 'lambdas/scan/planted-sdk.ts': "import '@aws-sdk/client-dynamodb';\n" },
  },
  {
    rule: 'the-tagger-reads-its-data-alone',
    why: 'the module that reads the model starts a program',
    files: { 'lambdas/core/scan/planted-model.ts': "import 'node:child_process';\n" },
  },
  {
    rule: 'pipeline-imports-ports-and-core-alone',
    why: 'the flow calls an adapter',
    files: {
      'lambdas/pipeline/planted-adapter.ts':
        "import '../adapters/aws/shared/table-definitions.ts';\n",
    },
  },
  {
    rule: 'pipeline-imports-ports-and-core-alone',
    why: 'the flow calls a library',
    files: { 'lambdas/pipeline/planted-library.ts': "import 'hono';\n" },
  },
  {
    rule: 'adapters-import-ports-and-core-alone',
    why: 'an adapter calls the flow',
    files: {
      'lambdas/adapters/aws/shared/planted-flow.ts':
        "import '../../../pipeline/planted-step.ts';\n",
      'lambdas/pipeline/planted-step.ts': value,
    },
  },
  {
    rule: 'shared-adapters-belong-to-no-lane',
    why: 'a shared adapter borrows from the marketing lane',
    files: {
      'lambdas/adapters/aws/shared/planted-lane.ts': "import '../marketing/planted-part.ts';\n",
      'lambdas/adapters/aws/marketing/planted-part.ts': value,
    },
  },
  {
    rule: 'handlers-stand-apart',
    why: 'one function borrows from another',
    files: {
      'lambdas/handlers/sweeper/planted-loan.ts': "import '../decisions-read/planted-part.ts';\n",
      'lambdas/handlers/decisions-read/planted-part.ts': value,
    },
  },
  ...['bin', 'lib', 'local', 'bench', 'test'].map((folder) => ({
    rule: 'lambdas-import-lambdas-alone',
    why: `a function imports from ${folder}`,
    files: {
      [`lambdas/handlers/sweeper/planted-${folder}.ts`]: `import '../../../${folder}/planted-${folder}-part.ts';\n`,
      [`${folder}/planted-${folder}-part.ts`]: value,
    },
  })),
  {
    rule: 'lambdas-need-no-embedded-package',
    why: 'a function brings the emulated database along',
    files: { 'lambdas/adapters/aws/shared/planted-embedded.ts': "import 'dynalite';\n" },
  },
  {
    rule: 'infrastructure-reads-vocabulary-alone',
    why: 'a stack imports an adapter',
    files: { 'lib/planted-stack.ts': "import '../lambdas/ports/clock.ts';\n" },
  },
  {
    rule: 'infrastructure-reads-vocabulary-alone',
    why: 'a stack imports the embedded runtime',
    files: {
      'lib/planted-local-stack.ts': "import '../local/planted-endpoint.ts';\n",
      'local/planted-endpoint.ts': value,
    },
  },
  {
    rule: 'only-the-cdk-app-imports-infrastructure',
    why: 'the command line imports a stack',
    files: {
      'bin/planted-command.ts': "import '../lib/planted-part.ts';\n",
      'lib/planted-part.ts': value,
    },
  },
  {
    rule: 'deployment-config-needs-no-infrastructure',
    why: 'the config, which commands read, imports the CDK',
    files: { 'lib/config/planted-stack.ts': "import 'aws-cdk-lib';\n" },
  },
  {
    rule: 'shipped-code-imports-no-tests',
    why: 'the embedded runtime takes a fixture',
    files: {
      'local/planted-fixture-user.ts': "import '../test/planted-fixture.ts';\n",
      'test/planted-fixture.ts': value,
    },
  },
  {
    rule: 'embedded-runtime-imports-no-command',
    why: 'the embedded runtime calls the command line',
    files: { 'local/planted-caller.ts': "import '../bin/cordon.ts';\n" },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing function reaches the code that opens, over two files',
    files: {
      'lambdas/handlers/marketing-send/planted-far.ts':
        "import '../../adapters/aws/shared/planted-near.ts';\n",
      'lambdas/adapters/aws/shared/planted-near.ts': "import './planted-nearer.ts';\n",
      'lambdas/adapters/aws/shared/planted-nearer.ts':
        "import '../../../core/protect/open-envelope.ts';\n",
    },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing function knows the type of an opened record',
    files: {
      'lambdas/handlers/marketing-deliver/planted-type.ts':
        "import type { VaultReader } from '../../ports/vault-reader.ts';\nexport type Reader = VaultReader;\n",
    },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing adapter decrypts',
    files: {
      'lambdas/adapters/aws/marketing/planted-decrypt.ts': "import '@aws-crypto/decrypt-node';\n",
    },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing adapter takes the umbrella package that decrypts',
    files: {
      'lambdas/adapters/aws/marketing/planted-umbrella.ts': "import '@aws-crypto/client-node';\n",
    },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing function loads a clinical adapter at run time',
    files: {
      'lambdas/handlers/marketing-send/planted-dynamic.ts':
        "export const later = () => import('../../adapters/aws/clinical/planted-part.ts');\n",
      'lambdas/adapters/aws/clinical/planted-part.ts': value,
    },
  },
  {
    rule: 'marketing-never-reaches-clinical',
    why: 'a marketing function borrows from a clinical one',
    files: {
      'lambdas/handlers/marketing-deliver/planted-loan.ts':
        "import '../clinical-deliver/planted-part.ts';\n",
      'lambdas/handlers/clinical-deliver/planted-part.ts': value,
    },
  },
  {
    rule: 'clinical-never-reaches-marketing',
    why: 'a clinical function reaches a marketing adapter through another one',
    files: {
      'lambdas/handlers/clinical-deliver/planted-route.ts':
        "import '../shared/planted-choice.ts';\n",
      'lambdas/handlers/shared/planted-choice.ts':
        "import '../../adapters/aws/marketing/planted-route.ts';\n",
      'lambdas/adapters/aws/marketing/planted-route.ts': value,
    },
  },
  {
    rule: 'only-the-clinical-side-reaches-people',
    why: 'a marketing function looks somebody up itself',
    files: {
      'lambdas/handlers/marketing-send/planted-lookup.ts': "import '../planted-lookup-part.ts';\n",
      'lambdas/handlers/planted-lookup-part.ts':
        "import '../adapters/aws/people/planted-index.ts';\n",
      'lambdas/adapters/aws/people/planted-index.ts': value,
    },
  },
  {
    rule: 'only-the-clinical-side-reaches-people',
    why: 'a marketing adapter decides about consent',
    files: {
      'lambdas/adapters/aws/marketing/planted-consent.ts':
        "import '../../../core/people/planted-consent-part.ts';\n",
      'lambdas/core/people/planted-consent-part.ts': value,
    },
  },
  {
    rule: 'shared-adapters-belong-to-no-lane',
    why: 'a shared adapter brings the index of people along',
    files: {
      'lambdas/adapters/aws/shared/planted-people.ts':
        "import '../people/planted-index-part.ts';\n",
      'lambdas/adapters/aws/people/planted-index-part.ts': value,
    },
  },
  ...[
    'webhook-accept',
    'clinical-send',
    'marketing-send',
    'decisions-read',
    'registry-admin',
    'not-yet-thought-of',
  ].map((handler) => ({
    rule: 'only-openers-reach-opening-code',
    why: `${handler} reaches the code that opens`,
    files: {
      [`lambdas/handlers/${handler}/planted-opener.ts`]: `import '../../pipeline/planted-${handler}.ts';\n`,
      [`lambdas/pipeline/planted-${handler}.ts`]: "import '../ports/vault-reader.ts';\n",
    },
  })),
  {
    rule: 'only-openers-reach-opening-code',
    why: 'code that all functions share reaches the code that opens',
    files: { 'lambdas/handlers/planted-host.ts': "import '../ports/vault-reader.ts';\n" },
  },
  {
    rule: 'opening-is-imported-by-clinical-adapters-alone',
    why: 'the worker opens an envelope without the vault reader',
    files: {
      'lambdas/pipeline/planted-shortcut.ts': "import '../core/protect/open-envelope.ts';\n",
    },
  },
  {
    rule: 'opening-is-imported-by-clinical-adapters-alone',
    why: 'the command line decrypts',
    files: { 'bin/planted-decrypt.ts': "import '@aws-crypto/decrypt-node';\n" },
  },
  {
    rule: 'no-cycles',
    why: 'two files need each other',
    files: {
      'lambdas/core/planted-egg.ts': "import './planted-hen.ts';\n",
      'lambdas/core/planted-hen.ts': "import './planted-egg.ts';\n",
    },
  },
  {
    rule: 'no-orphans',
    why: 'a file is left over',
    files: { 'lambdas/core/planted-leftover.ts': value },
  },
  {
    rule: 'shipped-code-imports-no-dev-dependency',
    why: 'the embedded runtime needs a test library',
    files: { 'local/planted-dev.ts': "import 'fast-check';\n" },
  },
  {
    rule: 'no-undeclared-package',
    why: 'a function uses a package that another one brought along',
    files: { 'local/planted-undeclared.ts': "import 'fastify';\n" },
  },
  {
    rule: 'no-unresolvable-import',
    why: 'an import leads nowhere',
    files: { 'lambdas/core/planted-nowhere.ts': "import './planted-missing.ts';\n" },
  },
  {
    rule: 'nothing-outside-the-clone',
    why: 'a test reads a file beside the clone',
    files: {
      'test/planted-outside.ts': "import '../../planted-beside/part.ts';\n",
      '../planted-beside/part.ts': value,
    },
  },
];

/** What the walls let through. A rule that forbids everything would pass the other test. */
export const LAWFUL: Readonly<Record<string, string>> = {
  'lambdas/core/planted-lawful.ts': [
    "import 'node:crypto';",
    "import 'zod';",
    "import '@cedar-policy/cedar-wasm/nodejs';",
    "import 'htmlparser2';",
    "import 'nodemailer/lib/mail-composer/index.js';",
    "import 'libphonenumber-js/min';",
    '',
  ].join('\n'),
  'lambdas/adapters/aws/clinical/planted-lawful-reader.ts': [
    "import '@aws-crypto/decrypt-node';",
    "import '../../../core/protect/open-envelope.ts';",
    "import '../../../ports/vault-reader.ts';",
    "import '../shared/planted-lawful-writer.ts';",
    '',
  ].join('\n'),
  'lambdas/adapters/aws/shared/planted-lawful-writer.ts': [
    "import '@aws-crypto/encrypt-node';",
    "import '@aws-crypto/kms-keyring-node';",
    "import '@aws-crypto/caching-materials-manager-node';",
    "import '../../../core/protect/envelope.ts';",
    "import '../../../ports/vault.ts';",
    '',
  ].join('\n'),
  'lambdas/handlers/inbound-worker/planted-lawful.ts': [
    "import '../planted-lawful-host.ts';",
    "import '../../adapters/aws/clinical/planted-lawful-reader.ts';",
    '',
  ].join('\n'),
  'lambdas/handlers/planted-lawful-host.ts': "import '../ports/clock.ts';\n",
  'lambdas/handlers/clinical-deliver/planted-lawful.ts':
    "import '../../adapters/aws/clinical/planted-lawful-reader.ts';\n",
  'lambdas/handlers/marketing-send/planted-lawful.ts': [
    "import type { SQSEvent } from 'aws-lambda';",
    "import '../../adapters/aws/shared/planted-lawful-writer.ts';",
    'export type Event = SQSEvent;',
    '',
  ].join('\n'),
  'lib/planted-lawful.ts': [
    "import 'aws-cdk-lib';",
    "import '../lambdas/adapters/aws/shared/table-definitions.ts';",
    "import '../lambdas/core/vocabulary.ts';",
    "import '../lambdas/core/protect/sealing-context.ts';",
    '',
  ].join('\n'),
  'local/planted-lawful.ts': [
    "import 'dynalite';",
    "import '../lambdas/handlers/marketing-send/planted-lawful.ts';",
    '',
  ].join('\n'),
};
