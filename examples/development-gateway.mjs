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

/** Reads a file that was named on the command line. */
export async function readInput(file) {
  try {
    return await readFile(file);
  } catch {
    console.error(`Cannot read ${file}.`);
    process.exit(1);
  }
}

/** `fetch`, for a gateway that may have been stopped. */
export async function ask(url, request) {
  try {
    return await fetch(url, request);
  } catch {
    console.error(`Nothing answers at ${url}: run "npm start" in another terminal.`);
    process.exit(1);
  }
}
