/**
 * The credential that a request presents: `Authorization: Bearer KEY`, or `Cordon-Key: KEY` where `Authorization` holds a
 * signature of AWS, which is asked for of people who have roles there (docs/people.md).
 */
export function presentedKey(request: {
  header(name: string): string | undefined;
}): string | undefined {
  const bearer = /^Bearer ([!-~]{1,128})$/i.exec(request.header('authorization') ?? '')?.[1];
  return bearer ?? /^[!-~]{1,128}$/.exec(request.header('cordon-key') ?? '')?.[0];
}
