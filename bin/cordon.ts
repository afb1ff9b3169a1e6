import { Command, CommanderError } from 'commander';
import { errorClass } from '../lambdas/ports/log.ts';
import { COMMANDS } from './commands/commands.ts';

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
