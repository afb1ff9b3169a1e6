import * as z from 'zod';
import { callAdmin, findAdminGateway, type GatewayOptions } from '../admin-client.ts';
import { sayWritten, type ChangeOptions } from '../registry/shared.ts';
import { CommandError } from '../running-gateway.ts';

export const PERSON_ARGUMENT =
  'person key (prs_...), mail address, telephone number or record:NUMBER';

/** Asks the gateway about people. @throws CommandError */
export async function askPeople<T>(
  options: GatewayOptions,
  request: { readonly method?: string; readonly path: string; readonly body?: unknown },
  schema: z.ZodType<T>,
  reads = true,
): Promise<T> {
  const gateway = await findAdminGateway(options, reads);
  return await callAdmin(gateway, { method: 'GET', ...request, base: 'people' }, schema);
}

/** The key of whoever is meant, by key or by address. An address goes in a body, never in a URL. */
export async function personKey(given: string, options: GatewayOptions): Promise<string> {
  if (given.startsWith('prs_')) return encodeURIComponent(given);
  const record = /^record:(.*)$/i.exec(given)?.[1];
  const kind = given.includes('@') ? 'email' : 'phone';
  const body =
    record === undefined ? { kind, address: given } : { kind: 'record', address: record };
  const answer = z.object({ people: z.array(z.string()) });
  const { people } = await askPeople(options, { method: 'POST', path: 'find', body }, answer);
  const [only, ...others] = people;
  if (only === undefined) throw new CommandError('Nobody on file has this address.');
  if (others.length > 0) {
    throw new CommandError(`Several people have this address; name one: ${people.join(', ')}`);
  }
  return only;
}

const noted = z.object({ version: z.number(), changed: z.boolean() });

/** Notes one thing about one person, and says so. */
export async function notePerson(
  person: string,
  change: Readonly<Record<string, unknown>>,
  options: ChangeOptions,
): Promise<void> {
  const key = await personKey(person, options);
  const given = Object.fromEntries(
    Object.entries(change).filter(([, member]) => member !== undefined),
  );
  const body = { change: given, why: options.why };
  const request = { method: 'POST', path: `${key}/changes`, body };
  const { version, changed } = await askPeople(options, request, noted, false);
  if (changed || options.json === true) sayWritten(key, version, options);
  else console.log(`${key} says so already: nothing was changed.`);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError('What was given is not JSON.');
  }
}

const shownPerson = z.looseObject({ person: z.looseObject({}), version: z.number() });
const exportedPerson = z.looseObject({ version: z.number() });

/**
 * A person as somebody wrote him down, or as `show` or `export` printed him: these say at which version, so that a
 * change that is made on it does not overwrite a later one.
 */
export function readPerson(text: string): { readonly person: unknown; readonly version?: number } {
  const value = parseJson(text);
  const shown = shownPerson.safeParse(value);
  if (shown.success) return { person: shown.data.person, version: shown.data.version };
  const exported = exportedPerson.safeParse(value);
  if (!exported.success) return { person: value };
  const { version, ...person } = exported.data;
  return { person, version };
}
