import { Command, CommanderError } from 'commander';
import { errorClass } from '../lambdas/ports/log.ts';

/** Commands by name; each is loaded only when it is asked for, so that `cordon scan` starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand(),
  scan: async () => (await import('./commands/scan.ts')).scanCommand(),
  deidentify: async () => (await import('./commands/deidentify.ts')).deidentifyCommand(),
  decisions: async () => (await import('./commands/decisions.ts')).decisionsCommand(),
  vendors: async () => (await import('./commands/registry/vendors.ts')).vendorsCommand(),
  sources: async () => (await import('./commands/registry/sources.ts')).sourcesCommand(),
  destinations: async () =>
    (await import('./commands/registry/destinations.ts')).destinationsCommand(),
  deliveries: async () => (await import('./commands/deliveries.ts')).deliveriesCommand(),
  messages: async () => (await import('./commands/messages.ts')).messagesCommand(),
  portal: async () => (await import('./commands/portal.ts')).portalCommand(),
  tokens: async () => (await import('./commands/tokens.ts')).tokensCommand(),
  keys: async () => (await import('./commands/registry/keys.ts')).keysCommand(),
  templates: async () => (await import('./commands/registry/templates.ts')).templatesCommand(),
  holds: async () => (await import('./commands/registry/holds.ts')).holdsCommand(),
  ledger: async () => (await import('./commands/ledger.ts')).ledgerCommand(),
  people: async () => (await import('./commands/people/people.ts')).peopleCommand(),
  consent: async () => (await import('./commands/people/consent.ts')).consentCommand(),
  authorizations: async () =>
    (await import('./commands/people/authorizations.ts')).authorizationsCommand(),
  webhooks: async () => (await import('./commands/webhooks.ts')).webhooksCommand(),
  env: async () => (await import('./commands/env.ts')).envCommand(),
  policy: async () => (await import('./commands/policy.ts')).policyCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) closes the pipe: nothing to report.
  if (error.code === 'EPIPE') return;
  const why = error.code === 'ENOSPC' ? 'the disk is full' : 'the system refused';
  process.stderr.write(`cordon: The output cannot be written: ${why}.\n`);
  // Whoever reads the exit code must not take a report that is not there for one.
  process.exit(1);
});

const program = new Command('cordon')
  .description('PHI firewall for webhooks and messages')
  .version('0.1.0')
  .showHelpAfterError('(run "cordon --help" for the commands)');

const asked = COMMANDS[process.argv[2] ?? ''];
const loaders = asked === undefined ? Object.values(COMMANDS) : [asked];
for (const load of loaders) program.addCommand(await load());

// Exit code 1 for every error, also those of the command line itself: 2 means that PHI was found.
program.exitOverride();
for (const command of program.commands) prepare(command, `cordon ${command.name()}`);
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 1;
  } else {
    // A defect. Its message and the lines of its stack may quote what was read, so only its class is said.
    process.stderr.write(`cordon: It failed unexpectedly (${errorClass(error)}).\n`);
    process.exitCode = 1;
  }
}

/** What is set on the program is not passed on to commands that were made without it. */
function prepare(command: Command, path: string): void {
  command.exitOverride().showHelpAfterError(`(run "${path} --help" for what it takes)`);
  for (const one of command.commands) prepare(one, `${path} ${one.name()}`);
}
