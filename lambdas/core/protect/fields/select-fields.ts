import { isEventType } from '../../message/event-facts.ts';
import type { Selection } from '../../registry/fields-rule.ts';
import { decodeText } from '../../parse/decode-text.ts';
import { readJson, type JsonNode } from '../../parse/json/read-json.ts';
import { mediaTypeOfFormat } from '../../parse/delivered-type.ts';
import { DEFAULT_PARSE_LIMITS } from '../../parse/parsed.ts';
import { selectListed, type ListedFrom, type Selected } from './select-listed.ts';

/** What a payload is, as far as selecting from it goes. */
export interface SelectFrom extends ListedFrom {
  /** What destinations know the message by. */
  readonly messageId: string;
  /** Whether a stretch of the payload's text may stand in an event's type; absent: nobody has looked. */
  readonly mayShow?: (start: number, end: number) => boolean;
  /** The event's type as it was told beside the payload, if it may be shown. */
  readonly eventType?: string;
}

/**
 * What a destination's rule leaves of a payload. Linear in its length. Never the whole payload for want of a way to
 * cut it.
 */
export function selectFields(from: SelectFrom, rule: Selection): Selected {
  return rule.mode === 'minimal' ? minimal(from) : selectListed(from, rule.paths);
}

/** Members of the outermost object by which vendors name an event's type, the usual first. */
const TYPE_NAMES = ['type', 'event', 'event_type', 'eventType', 'event_name', 'topic'] as const;
/** Where a payload names no type, or one that may not be shown. */
const UNNAMED = 'event';

/**
 * The id that the message has anyway (`webhook-id`) and the type of the event. A vendor's own id is left out: it is
 * one of the person's appointment or order, 45 CFR 164.514(b)(2)(i)(R).
 */
function minimal(from: SelectFrom): Selected {
  const type = typeOf(from);
  const text = JSON.stringify({
    id: from.messageId,
    type: type?.text ?? from.eventType ?? UNNAMED,
  });
  return {
    kind: 'selected',
    bytes: new TextEncoder().encode(text),
    contentType: mediaTypeOfFormat('json'),
    holds: (start, end) => type !== undefined && start < type.end && type.start < end,
  };
}

function typeOf({
  bytes,
  format,
  mayShow = () => false,
}: SelectFrom): Extract<JsonNode, { kind: 'string' | 'number' }> | undefined {
  const decoded = format === 'json' ? decodeText(bytes) : undefined;
  if (decoded === undefined) return undefined;
  const reading = readJson(decoded.text, DEFAULT_PARSE_LIMITS);
  if (reading.kind !== 'read' || reading.root.kind !== 'object') return undefined;
  const { members } = reading.root;
  for (const wanted of TYPE_NAMES) {
    const value = members.find(({ name }) => name.text === wanted)?.value;
    if (value?.kind !== 'string' || !isEventType(value.text)) continue;
    if (mayShow(value.start, value.end)) return value;
  }
  return undefined;
}
