/** By their source; most have no flags. */
const plain = new Map<string, RegExp>();
const made = new Map<string, Map<string, RegExp>>([['', plain]]);

/**
 * An expression with classes of all of Unicode, made when it is first asked for and then kept. Written as a literal
 * each of its `\p{L}` is looked up in Unicode's tables while the module is loaded, whether or not anybody needs it: a
 * hundred of them are a good part of a function's start. For texts that are read letter by letter there is
 * `expression`, whose classes cost nothing and are those of a few scripts.
 *
 * @param flags besides `u`; with `g` for those that begin anew each time (`match`, `replace`, `split`): it is shared
 */
export function unicode(source: string, flags = ''): RegExp {
  let kept = flags === '' ? plain : made.get(flags);
  if (kept === undefined) {
    kept = new Map();
    made.set(flags, kept);
  }
  let known = kept.get(source);
  if (known === undefined) {
    known = new RegExp(source, `${flags}u`);
    kept.set(source, known);
  }
  return known;
}
