/**
 * Puts the lines of a flowed text together (RFC 3676 4): a line that ends with a space goes on with the next one, of the
 * same depth of quoting; a space before what would be taken for a quote is not part of it.
 *
 * @param deletesSpace the parameter `delsp=yes`: the space that says so is no part of the text (4.2)
 */
export function unflowed(text: string, deletesSpace: boolean): string {
  const lines: string[] = [];
  let goesOn: number | undefined;
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const whole = line.slice(depth).replace(/^ /, '');
    const isSignature = whole === '-- ';
    const isFlowed = whole.endsWith(' ') && !isSignature;
    const content = isFlowed && deletesSpace ? whole.slice(0, -1) : whole;
    if (goesOn === depth && !isSignature) lines.push((lines.pop() ?? '') + content);
    else lines.push(depth === 0 ? content : `${'>'.repeat(depth)} ${content}`);
    goesOn = isFlowed ? depth : undefined;
  }
  return lines.join('\n');
}
