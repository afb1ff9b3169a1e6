/** How the base64 of common files begins: PDF, PNG, JPEG, GIF, ZIP, TIFF, RTF, gzip, OLE, RIFF, HL7, XML, HTML. */
const FILE_STARTS =
  /^(?:JVBERi0|iVBORw0KGgo|\/9j\/|R0lGOD|UEsDB|SUkqA|TU0AK|e1xydGY|H4sI|0M8R4KGx|UklGR|TVNIf|PD94bWw|PGh0bWw|PCFET0NUWVBF|AAAA.{1,8}Z?nR5c)/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/** Longer than any signature or key: what is this long and base64 is content. */
const LONGEST_SIGNATURE = 2048;
const SHORTEST_FILE = 24;

/**
 * Whether a text value is a file in base64 (or a data URI). Nothing looks into files yet, so a payload
 * that carries one has a part that nobody could read; it must not pass for clean text.
 */
export function holdsEncodedFile(text: string): boolean {
  if (text.length < SHORTEST_FILE) return false;
  if (/^data:[^,]{0,200};base64,/i.test(text)) return true;
  if (text.length <= LONGEST_SIGNATURE && !FILE_STARTS.test(text)) return false;
  // Mail wraps base64 into lines; spaces inside mean prose.
  return BASE64.test(text.replace(/\r?\n/g, ''));
}
