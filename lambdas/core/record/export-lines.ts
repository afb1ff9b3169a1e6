import type { Leaf } from './leaf-list.ts';
import { writeLeaf } from './leaf-list.ts';
import type { SignedSeal } from './seal.ts';

/**
 * An export is JSON Lines: a header; for each seal the seal, and then, some hundred at a time, its leaves and the
 * records they stand for; an end. Each line is checked as it comes, so that neither who writes nor who verifies an
 * export needs memory for more than a few hundred records.
 */
export interface ExportHeader {
  readonly type: 'header';
  readonly format: 1;
  /** What was asked for; ISO 8601, the end exclusive. */
  readonly from: string;
  readonly to: string;
  /** Sequence numbers of the seals in it, both included; absent when there are none. */
  readonly first?: number;
  readonly last?: number;
  /** Of the key that signs now. */
  readonly keyId: string;
  readonly exportedAt: string;
}

/** Leaves and records in one piece. */
export const CHUNK = 500;

const RECORD_START = '{"type":"record","record":';
const LOOSE_START = '{"type":"loose","record":';

export function headerLine(header: ExportHeader): string {
  return `${JSON.stringify(header)}\n`;
}

export function sealLine({ seal, signature }: SignedSeal): string {
  return `${JSON.stringify({ type: 'seal', seal, signature })}\n`;
}

/** @param disposed whether the records of the seal were disposed of, as a record of disposal has to say */
export function leavesLine(leaves: readonly Leaf[], disposed: boolean): string {
  const lines = leaves.map((leaf) => writeLeaf(leaf).trimEnd());
  return `${JSON.stringify({ type: 'leaves', leaves: lines, ...(disposed && { disposed }) })}\n`;
}

/** The record's canonical text as it is: what is hashed can be cut out of the line. */
export function recordLine(text: string): string {
  return `${RECORD_START}${text}}\n`;
}

/** A record that is in the table and in no seal. */
export function looseLine(text: string): string {
  return `${LOOSE_START}${text}}\n`;
}

export function endLine(seals: number): string {
  return `${JSON.stringify({ type: 'end', seals })}\n`;
}

/** The record's text in a line (without its line break), or undefined when it is another line. */
export function recordIn(line: string): string | undefined {
  return textIn(line, RECORD_START);
}

export function looseRecordIn(line: string): string | undefined {
  return textIn(line, LOOSE_START);
}

function textIn(line: string, start: string): string | undefined {
  return line.startsWith(start) && line.endsWith('}') ? line.slice(start.length, -1) : undefined;
}
