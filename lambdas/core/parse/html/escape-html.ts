const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text, and for attributes in quotes of either kind. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** For attributes without quotes: what would end them is an entity, too (HTML 13.1.2.3). */
export function escapeBare(text: string): string {
  return text.replace(/[&<>"'=`\s]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** For comments, style and script, in which nothing is decoded: what could end them goes. */
export function plainRaw(text: string): string {
  return text.replace(/[<>]/g, ' ');
}
