// Finds the development gateway that `npm start` runs: its address and the credentials it made.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param folder the gateway's data folder */
export async function developmentGateway(folder) {
  const read = async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  try {
    const { url } = await read('runtime.json');
    return { url, credentials: await read('credentials.json') };
  } catch {
    console.error(`No gateway has been started on ${folder}: run "npm start" in another terminal.`);
    process.exit(1);
  }
}
