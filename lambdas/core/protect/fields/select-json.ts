import type { JsonNode } from '../../parse/json/read-json.ts';
import { below, isAllKept, isKept, type Place } from './field-paths.ts';
import type { KeptText } from './kept-text.ts';

/**
 * Writes what is listed of a JSON text: names, texts and numbers as they came, so that a number keeps its digits and
 * a repeated name stays repeated. A list keeps the order of what is left, an object or list of which nothing is
 * listed is left out, and the outermost one stays, if empty.
 *
 * @returns false, having written nothing, for a text that is no object and no list: no path leads into it
 */
export function selectJson(root: JsonNode, listed: Place, out: KeptText): boolean {
  if (root.kind !== 'object' && root.kind !== 'array') return false;
  const plan = isAllKept(listed) ? root : (select(root, listed) ?? { ...empty(root) });
  write(plan, out);
  return true;
}

// Recursion is safe here: readJson has bounded the depth.
function select(node: JsonNode, place: Place): JsonNode | undefined {
  if (place.length === 0) return undefined;
  if (isAllKept(place)) return node;
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'literal':
      return isKept(place) ? node : undefined;
    case 'object': {
      const members = node.members.flatMap(({ name, value }) => {
        const kept = select(value, below(place, name.text));
        return kept === undefined ? [] : [{ name, value: kept }];
      });
      return members.length === 0 ? undefined : { kind: 'object', members };
    }
    case 'array': {
      const items = node.items.flatMap(
        (item, index) => select(item, below(place, String(index))) ?? [],
      );
      return items.length === 0 ? undefined : { kind: 'array', items };
    }
  }
}

function empty(root: Extract<JsonNode, { kind: 'object' | 'array' }>): JsonNode {
  return root.kind === 'object' ? { kind: 'object', members: [] } : { kind: 'array', items: [] };
}

function write(node: JsonNode, out: KeptText): void {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'literal':
      out.keep(node.start, node.end);
      return;
    case 'object':
      out.write('{');
      node.members.forEach(({ name, value }, index) => {
        if (index > 0) out.write(',');
        out.keep(name.start, name.end);
        out.write(':');
        write(value, out);
      });
      out.write('}');
      return;
    case 'array':
      out.write('[');
      node.items.forEach((item, index) => {
        if (index > 0) out.write(',');
        write(item, out);
      });
      out.write(']');
  }
}
