/**
 * The walls of the tree (docs/adr/0002). Imports point one way, and a function that may only seal
 * never holds, not even in a corner of its bundle, the code that opens.
 *
 * Type-only imports count like any other. They vanish from a bundle, but a function that has no need
 * to know the type of an opened vault record has no need to be next to it, and a type import is one
 * keystroke away from a value import.
 *
 * test/structure/walls.test.ts plants a violation of each of these rules and expects its name.
 */

/** Whatever opens what was sealed. */
const OPENING = [
  '^lambdas/core/protect/open-envelope[.]ts$',
  '^lambdas/ports/(vault|token)-reader[.]ts$',
  '^lambdas/adapters/aws/clinical/',
  // client-node is the umbrella package that carries decrypt-node along.
  '(^|/)node_modules/@aws-crypto/(decrypt-node|client-node)/',
  '^@aws-crypto/(decrypt-node|client-node)',
];

/** The libraries that the steps of core are made of; pure, and the same on every machine. */
const STEP_LIBRARIES = [
  'zod',
  '@cedar-policy/cedar-wasm',
  '@handlebars/parser',
  'htmlparser2',
  'yaml',
  'nodemailer/(lib|dist/[^/]+)/(mail-composer|addressparser)',
  'libphonenumber-js',
  'twilio/lib/webhooks',
].map((name) => `(^|/)node_modules/${name}/`);

/** Node modules without clock, network, disk or environment. Randomness in crypto: see eslint.config.js. */
const PURE_NODE = ['^(node:)?crypto$', '^(node:)?buffer$', '^(node:)?zlib$'];

/** What knows people: their table, their blind index, their choices. */
const PEOPLE = ['^lambdas/adapters/aws/people/', '^lambdas/core/people/'];

/** Parsers of hostile files that are large, slow or grow: they run in a thread of their own (docs/adr/0012). */
const IN_THE_READING_THREAD = ['unpdf', 'tesseract.js-core', '@tesseract.js-data'].map(
  (name) => `(^|/)node_modules/${name}/`,
);

/** Reads the data of the scanner's tagger from beside it, once; in AWS it is part of the function's code. */
const READS_ITS_DATA = '^lambdas/core/scan/[a-z]+-model[.]ts$';

/** The embedded runtime and the command line; no function in AWS needs them. */
const EMBEDDED_ONLY = [
  'dynalite',
  'fauxqs',
  '@hono/node-server',
  'smtp-server',
  'tsx',
  'commander',
  'cli-table3',
  'picocolors',
  'cli-progress',
].map((name) => `(^|/)node_modules/${name}/`);

/** Our own files, as opposed to packages. */
const OURS = '^(bin|lib|lambdas|local|bench|scripts|test)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-core-alone',
      comment: 'Core is pure: itself, pure Node modules, and the libraries the steps are made of.',
      severity: 'error',
      from: { path: '^lambdas/core/', pathNot: READS_ITS_DATA },
      to: { pathNot: ['^lambdas/core/', ...PURE_NODE, ...STEP_LIBRARIES] },
    },
    {
      name: 'the-tagger-reads-its-data-alone',
      comment: 'One module of core reads a file, which is a part of the program.',
      severity: 'error',
      from: { path: READS_ITS_DATA },
      to: { pathNot: ['^lambdas/core/', '^(node:)?fs$'] },
    },
    {
      name: 'ports-import-core-alone',
      comment: 'Ports speak the words of the domain.',
      severity: 'error',
      from: { path: '^lambdas/ports/' },
      to: { pathNot: ['^lambdas/(ports|core)/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'scan-module-imports-core-alone',
      comment:
        'What is importable on its own (cordon-gateway/scan) has no AWS among what it needs.',
      severity: 'error',
      from: { path: '^lambdas/scan/' },
      to: { pathNot: ['^lambdas/(scan|core)/', ...PURE_NODE] },
    },
    {
      name: 'pipeline-imports-ports-and-core-alone',
      comment: 'The flow sees the world only through ports.',
      severity: 'error',
      from: { path: '^lambdas/pipeline/' },
      to: { pathNot: '^lambdas/(pipeline|ports|core)/' },
    },
    {
      name: 'adapters-import-ports-and-core-alone',
      comment: 'Adapters fulfil ports; who calls them is not their business.',
      severity: 'error',
      from: { path: '^lambdas/adapters/' },
      to: { path: OURS, pathNot: '^lambdas/(adapters|ports|core)/' },
    },
    {
      name: 'shared-adapters-belong-to-no-lane',
      comment: 'What any lane may use must not bring one lane’s code along.',
      severity: 'error',
      from: {
        path: '^lambdas/adapters/',
        pathNot: '^lambdas/adapters/aws/(clinical|marketing|people)/',
      },
      to: { path: '^lambdas/adapters/aws/(clinical|marketing|people)/' },
    },
    {
      name: 'handlers-stand-apart',
      comment: 'One function per folder; what several need is in no function’s folder.',
      severity: 'error',
      from: { path: '^lambdas/handlers/([^/]+)/' },
      to: { path: '^lambdas/handlers/[^/]+/', pathNot: '^lambdas/handlers/($1|http|shared)/' },
    },
    {
      name: 'lambdas-import-lambdas-alone',
      comment: 'What runs in AWS knows nothing of infrastructure, the embedded runtime or tests.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: OURS, pathNot: '^lambdas/' },
    },
    {
      name: 'lambdas-need-no-embedded-package',
      comment: 'Packages of the embedded runtime have no place in a function.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: EMBEDDED_ONLY },
    },
    {
      name: 'document-libraries-stay-in-their-thread',
      comment:
        'A hostile file must not stop or fill the process; nor are its readers to weigh on its start.',
      severity: 'error',
      from: { path: OURS, pathNot: '^(lambdas/adapters/documents/thread|test)/' },
      to: { path: IN_THE_READING_THREAD },
    },
    {
      name: 'the-reading-thread-is-started-not-imported',
      comment: 'What it is told and answers is in protocol.ts.',
      severity: 'error',
      from: {
        path: OURS,
        pathNot: ['^lambdas/adapters/documents/thread/', '^local/reading-thread[.]mjs$', '^test/'],
      },
      to: {
        path: '^lambdas/adapters/documents/thread/',
        pathNot: '^lambdas/adapters/documents/thread/protocol[.]ts$',
      },
    },
    {
      name: 'infrastructure-reads-vocabulary-alone',
      comment:
        'lib describes infrastructure: of what runs it knows the tables, the words, the encryption ' +
        'context that grants name in their conditions, and the log events that alarms count.',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        path: OURS,
        pathNot: [
          '^lib/',
          '^lambdas/adapters/aws/shared/table-definitions[.]ts$',
          '^lambdas/core/vocabulary[.]ts$',
          '^lambdas/core/protect/sealing-context[.]ts$',
          '^lambdas/ports/log[.]ts$',
        ],
      },
    },
    {
      name: 'only-the-cdk-app-imports-infrastructure',
      comment:
        'bin/cdk.ts composes stacks; nothing else needs the CDK. The config is read by the commands that write and ' +
        'examine it, too.',
      severity: 'error',
      from: { pathNot: ['^bin/cdk[.]ts$', '^lib/', '^test/'] },
      to: { path: '^lib/', pathNot: '^lib/config/' },
    },
    {
      name: 'deployment-config-needs-no-infrastructure',
      comment: 'It is read where the CDK is not installed.',
      severity: 'error',
      from: { path: '^lib/config/' },
      to: { path: ['^lib/(?!config/)', '(^|/)node_modules/(aws-cdk-lib|constructs)/'] },
    },
    {
      name: 'shipped-code-imports-no-tests',
      comment: 'Tests and benchmarks look at the product, never the other way round.',
      severity: 'error',
      from: { path: '^(bin|lib|lambdas|local)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'embedded-runtime-imports-no-command',
      comment: 'The command line starts the runtime; the runtime does not know who started it.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^bin/' },
    },

    {
      name: 'marketing-never-reaches-clinical',
      comment: 'Wall 2 of docs/adr/0002, however long the way.',
      severity: 'error',
      from: { path: '^lambdas/(handlers/marketing-|adapters/aws/marketing/)' },
      to: { path: [...OPENING, '^lambdas/handlers/clinical-'], reachable: true },
    },
    {
      name: 'clinical-never-reaches-marketing',
      comment: 'The lanes are apart in both directions: clinical mail has no marketing route.',
      severity: 'error',
      from: { path: '^lambdas/(handlers/clinical-|adapters/aws/clinical/)' },
      to: {
        path: ['^lambdas/adapters/aws/marketing/', '^lambdas/handlers/marketing-'],
        reachable: true,
      },
    },
    {
      name: 'only-the-clinical-side-reaches-people',
      comment:
        'The marketing lane asks one question and is told yes or no: it has no code that looks ' +
        'anybody up (docs/adr/0017).',
      severity: 'error',
      from: {
        path: '^lambdas/(handlers/|adapters/aws/marketing/)',
        pathNot:
          '^lambdas/handlers/((clinical-send|clinical-deliver|permission-check|opt-outs|mail-feedback|people-admin)/|' +
          'recipient-lookup[.]ts$|people-changes[.]ts$|http/(opt-out|people)-[a-z]+[.]ts$)',
      },
      to: { path: PEOPLE, reachable: true },
    },
    {
      name: 'only-openers-reach-opening-code',
      comment:
        'The inbound worker and the clinical deliverer open, for tokens alone token-reveal, for people alone people-admin, and portal what waits in it; every other function, a new one too, ' +
        'may at most seal. The functions that face the internet are among them.',
      severity: 'error',
      from: {
        path: '^lambdas/handlers/',
        pathNot:
          '^lambdas/handlers/(inbound-worker|clinical-deliver|token-reveal|people-admin|portal)/',
      },
      to: { path: OPENING, reachable: true },
    },
    {
      name: 'opening-is-imported-by-clinical-adapters-alone',
      comment: 'One way to open: through the VaultReader, which checks context and record.',
      severity: 'error',
      from: { path: '^(bin|lib|lambdas|local|bench)/', pathNot: '^lambdas/adapters/aws/clinical/' },
      to: {
        path: [
          '^lambdas/core/protect/open-envelope[.]ts$',
          '(^|/)node_modules/@aws-crypto/(decrypt-node|client-node)/',
          '^@aws-crypto/(decrypt-node|client-node)',
        ],
      },
    },

    {
      name: 'no-cycles',
      comment: 'A cycle makes the order of initialization an accident.',
      severity: 'error',
      from: { path: OURS },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'Nothing imports it and it imports nothing: it is left over, or an entry to be listed.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(bin|lib|lambdas|local|bench)/',
        pathNot: ['^bin/[^/]+[.](ts|mjs)$', '^bench/run[.]ts$', '[.]d[.]ts$'],
      },
      to: {},
    },
    {
      name: 'shipped-code-imports-no-dev-dependency',
      comment: 'What a newcomer starts and what Lambda runs must install without dev dependencies.',
      severity: 'error',
      from: { path: '^(bin|lambdas|local)/', pathNot: '^bin/cdk[.]ts$' },
      to: {
        dependencyTypes: ['npm-dev'],
        // Types of the Lambda events exist only while compiling.
        dependencyTypesNot: ['type-only'],
        pathNot: '(^|/)node_modules/@types/',
      },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that is here by accident is gone by accident.',
      severity: 'error',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'nothing-outside-the-clone',
      comment: 'A clone builds and tests itself with what npm ci installs, and nothing else.',
      severity: 'error',
      from: { path: OURS },
      to: { path: '^([.][.]|/)', pathNot: '(^|/)node_modules/', couldNotResolve: false },
    },
    {
      name: 'no-unresolvable-import',
      comment: 'Every import is found.',
      severity: 'error',
      from: { path: OURS },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(coverage|cdk[.]out|dist|[.]cordon|test/corpus)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
