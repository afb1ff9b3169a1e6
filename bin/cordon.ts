import { Command, CommanderError } from 'commander';

/** Commands by name; each is loaded only when it is asked for, so that `cordon scan` starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand(),
  scan: async () => (await import('./commands/scan.ts')).scanCommand(),
  decisions: async () => (await import('./commands/decisions.ts')).decisionsCommand(),
  env: async () => (await import('./commands/env.ts')).envCommand(),
  policy: async () => (await import('./commands/policy.ts')).policyCommand(),
};

// A reader that has seen enough (`| head`) closes the pipe: nothing to report.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
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
for (const command of program.commands) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 1;
}
