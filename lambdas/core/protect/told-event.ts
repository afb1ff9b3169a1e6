import type { EventFacts } from '../message/event-facts.ts';
import { tellsOfHealth } from '../registry/names-somebody.ts';
import { isIdentifierLabel } from '../scan/labels.ts';
import { scan } from '../scan/scan.ts';
import type { Lane } from '../vocabulary.ts';

/**
 * What a destination of a lane may be told of an event beside its body. The vendor's word is scanned like the body: it
 * is not told where somebody is found in it, nor, to the marketing lane, where it tells of health, which together with
 * who the body is about would be PHI (45 CFR 160.103). The name of a source is the company's own; the marketing lane is
 * not told one that tells of health (`oncology-clinic`).
 */
export function toldEvent({ source, type }: EventFacts, lane: Lane): EventFacts {
  return {
    ...(source !== undefined &&
      (lane === 'clinical' || !tellsOfHealth(wordsOf(source))) && { source }),
    ...(type !== undefined && mayTell(type, lane) && { type }),
  };
}

function mayTell(type: string, lane: Lane): boolean {
  const segments = [...new Set([type, wordsOf(type)])].map(
    (text) => ({ path: 'event', text, role: 'value' }) as const,
  );
  try {
    const { findings, unreadable } = scan({ segments, unreadable: [], careContext: true });
    const isGrave = lane === 'marketing' ? () => true : isIdentifierLabel;
    return unreadable.length === 0 && !findings.some(({ label }) => isGrave(label));
  } catch {
    // A scanner that failed has read nothing, and what nobody read is not clean.
    return false;
  }
}

/** As words that no marks hold together. */
function wordsOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ');
}
