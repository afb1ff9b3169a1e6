import { Parser } from 'htmlparser2';
import { ExtractError } from './content.ts';

/** What happens while a piece of XML is read. Names are local: prefixes are the writer's choice. */
export interface XmlHandler {
  open?(name: string, attributes: ReadonlyMap<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** What namespaces are called; anything else in their place is a text like others. */
const NAMESPACE = /^(?:https?:\/\/|urn:|adobe:)[\w./:#-]{1,200}$/;

/**
 * Reads XML as a stream. Document types are refused: Office Open XML forbids them (ECMA-376-2, 9.1.4),
 * and what they define would not be expanded here.
 *
 * @throws ExtractError
 */
export function readXml(bytes: Uint8Array, maxDepth: number, handler: XmlHandler): void {
  const text = decodeXml(bytes);
  const open: string[] = [];
  const seen = { isWhole: true, hasRoot: false };
  const parser = new Parser(
    {
      onprocessinginstruction(name) {
        if (name.toLowerCase() === '!doctype') throw new ExtractError('unsupported_format');
      },
      onopentag(name, attributes) {
        if (open.length >= maxDepth) throw new ExtractError('too_deep');
        seen.hasRoot = true;
        open.push(name);
        handler.open?.(
          localName(name),
          new Map(
            Object.entries(attributes)
              .filter(([key, value]) => !(key.startsWith('xmlns') && NAMESPACE.test(value)))
              .map(([key, value]) => [localName(key), value]),
          ),
        );
      },
      ontext(part) {
        handler.text?.(part);
      },
      onclosetag(name, implied) {
        // Closed by the end of the text, not by a tag of its own.
        if (implied && !selfClosing(text, parser.endIndex)) seen.isWhole = false;
        open.pop();
        handler.close?.(localName(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  if (!seen.isWhole || !seen.hasRoot) throw new ExtractError('malformed');
}

function selfClosing(text: string, end: number): boolean {
  return text[end] === '>' && text[end - 1] === '/';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** UTF-8 or UTF-16, the encodings that Office Open XML allows (ECMA-376-2, 9.1.4). */
function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  let encoding = 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0))
    encoding = 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c))
    encoding = 'utf-16be';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const declared = /^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(text)?.[1];
    if (declared !== undefined && !/^utf-?(?:8|16(?:le|be)?)$|^us-ascii$/i.test(declared)) {
      throw new ExtractError('invalid_encoding');
    }
    return text;
  } catch {
    throw new ExtractError('invalid_encoding');
  }
}
