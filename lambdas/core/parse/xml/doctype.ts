/**
 * Document types that programs name by habit: none of them holds anything but the vocabulary of its documents. Whole,
 * since an address of any other form could tell something.
 */
const KNOWN = [
  /^PUBLIC "-\/\/W3C\/\/DTD XHTML 1\.[01](?: (?:Strict|Transitional|Frameset))?\/\/EN" "https?:\/\/www\.w3\.org\/TR\/xhtml11?\/DTD\/xhtml11?(?:-(?:strict|transitional|frameset))?\.dtd"$/,
  /^PUBLIC "-\/\/Apple(?: Computer)?\/\/DTD PLIST 1\.0\/\/EN" "https?:\/\/www\.apple\.com\/DTDs\/PropertyList-1\.0\.dtd"$/,
  /^PUBLIC "-\/\/W3C\/\/DTD SVG 1\.1\/\/EN" "https?:\/\/www\.w3\.org\/Graphics\/SVG\/1\.1\/DTD\/svg11\.dtd"$/,
  /^SYSTEM "https?:\/\/xml\.cxml\.org\/schemas\/cXML\/1\.[12]\.\d{3}\/(?:cXML|Fulfill|InvoiceDetail)\.dtd"$/,
];
const DOCTYPE = /^DOCTYPE\s{1,20}([^\s[\]"'<>]{1,200})(?:\s{1,20}([^[\]<>]{1,300}?))?\s{0,20}$/;

/**
 * The root's name in a DOCTYPE that declares nothing (XML 1.0 section 2.8): it has no subset of its own and names no
 * document that a receiver would fetch, but for those that everybody knows. Undefined for all others.
 *
 * @param words without `<!` and `>`
 */
export function harmlessDoctype(words: string): string | undefined {
  const [, name, external] = DOCTYPE.exec(words) ?? [];
  if (external === undefined) return name;
  const spelled = external.replace(/\s{1,20}/g, ' ').replaceAll("'", '"');
  return KNOWN.some((known) => known.test(spelled)) ? name : undefined;
}

/** Whether a text refers to an entity other than the five of XML (section 4.6), which a document type may declare. */
export function hasEntity(text: string): boolean {
  return /&(?!#|(?:amp|lt|gt|quot|apos);)[^\s&;<]{1,200};/.test(text);
}
