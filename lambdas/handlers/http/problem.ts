import { PROBLEM_TYPE } from '../../core/send/problem-type.ts';

/** RFC 9457 problem details. */
export function problem(
  status: number,
  type: string,
  title: string,
  members: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: `${PROBLEM_TYPE}${type}`, title, status, ...members };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
