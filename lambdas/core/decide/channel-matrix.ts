import { parseDocument } from 'yaml';
import * as z from 'zod';
import { CHANNELS, PHI_CLASSES, PURPOSES, type Channel, type Purpose } from '../vocabulary.ts';
import type { BaaState, DecisionFacts } from './facts.ts';
import { POLICY_LIMITS } from './policy-limits.ts';

/** Name of the matrix's file in a policy directory; problems begin with it. */
export const MATRIX_FILE = 'channel-matrix.yaml';

/** What a cell may allow: everything that lets content leave, least disruptive first. */
export const RELEASES = ['as_is', 'encrypted', 'portal', 'deidentified'] as const;
export type Release = (typeof RELEASES)[number];

/** The columns of the matrix. */
export const MATRIX_CLASSES = [...PHI_CLASSES, 'unknown'] as const;

/** What one cell allows, each by name, as the policy's context holds it. */
export type AllowedReleases = Readonly<Record<Release, boolean>>;

/** What of a message its cell is chosen by. */
export type MatrixCell = Pick<DecisionFacts, 'purpose' | 'channel' | 'phi'>;

/** Which ways out a company allows for which communications, and whom it sends them by. */
export interface ChannelMatrix {
  allows(cell: MatrixCell): AllowedReleases;
  /** Id of the vendor by whom a channel's messages go out; undefined: nothing is sent by this channel. */
  vendorOf(channel: Channel): string | undefined;
}

/** The channels by which Cordon sends to a person through somebody else's service. */
const ROUTED = ['email', 'sms', 'whatsapp', 'push', 'social'] as const satisfies readonly Channel[];
/** The carrier reads what goes by them, and screens show it to bystanders (45 CFR 164.312(e)(1)). */
const TEXT_CHANNELS: readonly Channel[] = ['sms', 'whatsapp', 'push', 'social'];

const cellSchema = z
  .array(z.enum(RELEASES))
  .max(RELEASES.length)
  .refine((ways) => new Set(ways).size === ways.length, 'names the same way out twice');
const rowSchema = z.strictObject(byName(MATRIX_CLASSES, cellSchema));
const matrixSchema = z.strictObject({
  routes: z.strictObject(byName(ROUTED, z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))),
  matrix: z.strictObject(byName(PURPOSES, z.strictObject(byName(CHANNELS, rowSchema)))),
});
type MatrixText = z.infer<typeof matrixSchema>;

export interface MatrixLoad {
  /** Absent if there is any problem. */
  readonly matrix?: ChannelMatrix;
  readonly problems: readonly string[];
}

/**
 * Reads the channel matrix: YAML 1.2, every cell defined, none more permissive than the floor. With
 * `agreements` (the state of each vendor's agreement at this moment, by vendor id) it also refuses a cell
 * that lets PHI out by a vendor without an active one (45 CFR 164.502(e)). Problems name the cell as
 * `purpose / class / channel`.
 */
export function readMatrix(
  text: string,
  agreements?: Readonly<Record<string, BaaState>>,
): MatrixLoad {
  if (text.length > POLICY_LIMITS.fileLength) {
    return { problems: [`${MATRIX_FILE}: longer than ${POLICY_LIMITS.fileLength} characters.`] };
  }
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { problems: faults.map(({ message }) => `${MATRIX_FILE}: ${firstLine(message)}`) };
  }
  let value: unknown;
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { problems: [`${MATRIX_FILE}: anchors and aliases are not supported.`] };
  }
  const parsed = matrixSchema.safeParse(value);
  if (!parsed.success) return { problems: parsed.error.issues.map(describeIssue) };
  const problems = [
    ...checkCells(parsed.data),
    ...(agreements === undefined ? [] : checkRoutes(parsed.data, agreements)),
  ];
  return problems.length > 0 ? { problems } : { matrix: compile(parsed.data), problems };
}

function compile({ routes, matrix }: MatrixText): ChannelMatrix {
  const vendors: Partial<Record<Channel, string>> = routes;
  return {
    allows: ({ purpose, channel, phi }) => {
      const ways = matrix[purpose][channel][phi];
      return byName(RELEASES, false, (way) => ways.includes(way));
    },
    vendorOf: (channel) => vendors[channel],
  };
}

/** What no company may allow: each way out that the floor, or a text channel, rules out for a class. */
function checkCells(text: MatrixText): string[] {
  return cellsOf(text).flatMap(({ name, channel, phi, ways }) => {
    if (phi !== 'phi' && phi !== 'unknown') return [];
    const byText = TEXT_CHANNELS.includes(channel);
    return ways.flatMap((way) => {
      if (byText && way !== 'portal') {
        return `${name}: ${way} is never allowed; protected health information does not go by ${channel}.`;
      }
      if (way === 'as_is') {
        return `${name}: as_is is never allowed for what holds, or may hold, protected health information.`;
      }
      if (way === 'deidentified' && phi === 'unknown') {
        return `${name}: deidentified is never allowed for what could not be read.`;
      }
      return [];
    });
  });
}

/** Cells that let PHI out whole by a vendor who may not have it. */
function checkRoutes(text: MatrixText, agreements: Readonly<Record<string, BaaState>>): string[] {
  const vendors: Partial<Record<Channel, string>> = text.routes;
  return cellsOf(text).flatMap(({ name, channel, phi, ways }) => {
    const vendor = vendors[channel];
    if (vendor === undefined || (phi !== 'phi' && phi !== 'unknown')) return [];
    const state = Object.hasOwn(agreements, vendor) ? agreements[vendor] : 'unknown';
    if (state === 'active' || !ways.includes('encrypted')) return [];
    return `${name}: allows encrypted by ${vendor}, whose agreement is ${state ?? 'unknown'}, not active.`;
  });
}

interface Cell {
  readonly name: string;
  readonly channel: Channel;
  readonly phi: DecisionFacts['phi'];
  readonly ways: readonly Release[];
}

function cellsOf({ matrix }: MatrixText): Cell[] {
  return PURPOSES.flatMap((purpose: Purpose) =>
    CHANNELS.flatMap((channel) =>
      MATRIX_CLASSES.map((phi) => ({
        name: `${MATRIX_FILE}: ${purpose} / ${phi} / ${channel}`,
        channel,
        phi,
        ways: matrix[purpose][channel][phi],
      })),
    ),
  );
}

/** Names the cell where the path leads to one, and the field otherwise. */
function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const [section, purpose, channel, phi] = path.map(String);
  const named = [purpose, phi, channel].filter((part) => part !== undefined);
  const where = section === 'matrix' && purpose !== undefined ? named : path.map(String);
  return `${MATRIX_FILE}: ${where.length > 0 ? `${where.join(' / ')}: ` : ''}${message}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function byName<const K extends string, V>(
  names: readonly K[],
  value: V,
  of: (name: K) => V = () => value,
): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, V>;
}
