/**
 * Reads a request body up to a limit. A declared length over the limit is refused unread; a chunked body
 * is cut off as soon as it passes it.
 */
export async function readBody(
  request: Request,
  limitBytes: number,
): Promise<Uint8Array | 'too_large'> {
  const declared = Number(request.headers.get('content-length') ?? '0');
  if (declared > limitBytes) return 'too_large';
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Typed by hand: Node's stream is async iterable, the DOM's declaration is not.
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limitBytes) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Headers as one record, names in lower case. */
export function headersOf(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(request.headers);
}
