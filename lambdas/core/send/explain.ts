import type { DecisionRecord } from '../record/decision-record.ts';
import { isIdentifierLabel, type Label } from '../scan/labels.ts';

/**
 * Why a message was refused, for the person who sent it: the rule, what kinds of thing were found, the
 * source of the rule. Kinds and counts only; nothing of the content.
 */
export function explainRefusal(decisions: readonly DecisionRecord[]): string {
  const decision = decisions[0];
  if (decision === undefined) return 'The message was refused.';
  const labels = Object.entries(decision.findings) as [Label, number][];
  const found = labels
    .filter(([label]) => isIdentifierLabel(label))
    .map(([label, count]) => `${label} (${String(count)})`);
  const evidence = labels
    .filter(([label]) => !isIdentifierLabel(label))
    .map(([label, count]) => `${label} (${String(count)})`);
  const parts = [decision.says];
  if (found.length > 0) parts.push(`Identifiers found: ${found.join(', ')}.`);
  if (evidence.length > 0) parts.push(`Health context found: ${evidence.join(', ')}.`);
  if (decision.unreadable.length > 0) {
    parts.push(`Not readable: ${[...new Set(decision.unreadable)].join(', ')}.`);
  }
  if (decision.citations.length > 0) parts.push(`Source: ${decision.citations.join('; ')}.`);
  return parts.join(' ');
}

/** What the sender can do instead. */
export function explainRemedy(decisions: readonly DecisionRecord[]): string {
  return decisions[0]?.remedy ?? 'Ask your privacy officer.';
}

/** What a caller should know before trying again. */
export function explainUnavailable(partly: boolean): string {
  return partly
    ? 'A part of the request may have been queued and will then be delivered. Trying again may repeat it.'
    : 'Nothing was sent. Try again.';
}
