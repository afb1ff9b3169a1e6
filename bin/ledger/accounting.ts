import Table from 'cli-table3';
import * as z from 'zod';

export const accountingSchema = z.object({
  person: z.string(),
  since: z.string(),
  until: z.string(),
  disclosures: z.array(
    z.object({
      date: z.string(),
      recipient: z.string(),
      what: z.string(),
      purpose: z.string(),
      decision: z.string(),
      excluded: z.string().optional(),
    }),
  ),
  excluded: z.number(),
  more: z.boolean(),
});
type Accounting = z.infer<typeof accountingSchema>;

const HEAD = ['date', 'recipient', 'what', 'purpose', 'decision', 'may be left out'];

/** An accounting for people, or as CSV (RFC 4180). */
export function accountingTable(accounting: Accounting, csv: boolean): string {
  const rows = accounting.disclosures.map((one) => [
    one.date,
    one.recipient,
    one.what,
    one.purpose,
    one.decision,
    one.excluded ?? '',
  ]);
  if (csv) {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    return [HEAD, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n');
  }
  const { person, since, until, excluded, more } = accounting;
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  table.push(...rows);
  return [
    `Disclosures about ${person}, ${since} to ${until} (45 CFR 164.528)`,
    rows.length === 0 ? 'None.' : table.toString(),
    ...(excluded === 0 ? [] : [leftOut(accounting)]),
    ...(more ? ['There are more: ask for a shorter time with --since and --until.'] : []),
  ].join('\n');
}

function leftOut({ disclosures, excluded }: Accounting): string {
  return disclosures.some((one) => one.excluded !== undefined)
    ? `An accounting may leave out ${String(excluded)} of these.`
    : `An accounting may leave out ${String(excluded)} more; --all lists them.`;
}
