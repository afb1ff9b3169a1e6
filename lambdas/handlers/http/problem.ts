/** RFC 9457 problem details. The type is a URN: it names the problem and is not meant to be fetched. */
export function problem(
  status: number,
  type: string,
  title: string,
  members: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: `urn:cordon:problem:${type}`, title, status, ...members };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
