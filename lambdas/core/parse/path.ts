/**
 * A member or field name as it may appear in a path. Paths are shown and recorded, names are the
 * sender's: one that does not look like an ordinary field name (it has spaces, an at sign, many
 * digits) may itself identify somebody, so its position stands in for it: `{3}`.
 */
export function pathName(name: string, position: number): string {
  if (!/^[A-Za-z_$@#~][A-Za-z0-9_$.:[\]-]{0,63}$/.test(name)) return `{${String(position)}}`;
  if (/\d{4}/.test(name) || (name.match(/\d/g)?.length ?? 0) > 5) return `{${String(position)}}`;
  return name;
}

/** Escapes a reference token, RFC 6901 section 3. */
export function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A path of a part below the path of what it is a part of; an empty one is the whole. */
export function pathBelow(path: string, part: string): string {
  return part === '' || part.startsWith('/') ? `${path}${part}` : `${path}/${part}`;
}
