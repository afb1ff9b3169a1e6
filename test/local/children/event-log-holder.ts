import { openEventLog } from '../../../local/event-log.ts';

/** Opens the log in a folder as another user, and says how that went. */
try {
  const user = process.argv[3];
  // Only now, with everything loaded: that user may not be able to read the program.
  if (user !== undefined) process.setuid?.(Number(user));
  await openEventLog(process.argv[2] ?? '');
  process.stdout.write('open\n');
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
