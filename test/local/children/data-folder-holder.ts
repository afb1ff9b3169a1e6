import { openDataFolder } from '../../../local/data-folder.ts';

/** Opens the data folder, says so, and holds it until it is stopped. */
try {
  await openDataFolder(process.argv[2] ?? '');
  process.stdout.write('open\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
  process.exit(1);
}
