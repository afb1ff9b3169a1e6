import { boundedResult } from '../bounded-result.ts';
import { addEntity } from '../mime/add-entity.ts';
import type { Format, ParseResult, ParseScope } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';

/** A message as mail servers hand it on (RFC 5322, RFC 2045-2049), with all that is attached to it. */
export const mail: Format = {
  name: 'mail',
  accepts: (type) => type === 'message/rfc822' || type === 'message/global',
  parse: parseMail,
};

export function parseMail(received: Received, scope: ParseScope): ParseResult {
  const text = Buffer.from(received.bytes).toString('latin1');
  const builder = new PayloadBuilder('mail', received, text, '', scope, 'latin1');
  return boundedResult(() => {
    const whole = { start: 0, end: text.length, path: '', isForm: false };
    addEntity(builder, scope, { ...whole, defaultType: 'text/plain' });
    return { kind: 'parsed', payload: builder.build() };
  });
}
