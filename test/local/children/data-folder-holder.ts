import { openDataFolder } from '../../../local/data-folder.ts';

/** Opens the data folder (as another user, when one is named), says so, and holds it until it is stopped. */
const user = process.argv[3];
try {
  // Only now, with everything loaded: that user may not be able to read the program.
  if (user !== undefined) process.setuid?.(Number(user));
  await openDataFolder(process.argv[2] ?? '');
  process.stdout.write('open\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
  process.exit(1);
}
