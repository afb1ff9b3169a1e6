import { pathName } from '../parse/path.ts';
import { Extract, ExtractError, type Extraction, type ExtractLimits } from './content.ts';
import { fileKind } from './file-kind.ts';
import { readOfficeText } from './office-text.ts';
import { PictureUse } from './shown-pictures.ts';
import { readSheet } from './sheet.ts';
import { readSharedStrings, readStyles, readWorkbook } from './workbook.ts';
import { readXml } from './xml.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** The main parts of a Word document, a workbook and a presentation. */
const DOCUMENT = /^word\/document\d{0,2}\.xml$/;
const WORKBOOK = /^xl\/workbook\d{0,2}\.xml$/;
const PRESENTATION = /^ppt\/presentation\d{0,2}\.xml$/;
const MAINS = [DOCUMENT, WORKBOOK, PRESENTATION];

/**
 * Parts that say nothing of their own: types, fonts, printer settings, and macros, which are instructions and
 * not data. The thumbnail is a picture of the first page, made from what is read here.
 */
const SILENT =
  /^\[Content_Types\]\.xml$|^docProps\/thumbnail\.\w{1,5}$|\/printerSettings\/[^/]*\.bin$|\/fonts\/[^/]*\.odttf$|\/(?:vbaProject|vbaData|vbaProjectSignature)[^/]*\.(?:bin|xml)$|\/calcChain\.xml$|\/theme\/[^/]*\.xml$/i;
const PICTURE = /\.(?:png|jpe?g|jfif|webp)$/i;
const OTHER_PICTURE = /\.(?:gif|tiff?|bmp|emf|wmf|emz|wmz|wdp|ico|pict?)$/i;
/** Caches of pivot tables keep the records they were made of in attributes. */
const ALL_IN_ATTRIBUTES =
  /^(?:customXml\/|xl\/(?:pivotCache|tables|queryTables|connections|metadata|richData))/;

/**
 * Reads an Office Open XML package: DOCX, XLSX, PPTX. Every file in it is either read, or known to say nothing,
 * or reported: there is no third kind. Never throws on content.
 */
export function readOffice(bytes: Uint8Array, limits?: ExtractLimits): Extraction {
  const extract = new Extract(limits);
  const pictures = new PictureUse();
  const partOf = new Map<Uint8Array, string>();
  extract.attempt('', () => {
    if (bytes.byteLength > extract.limits.maxBytes) throw new ExtractError('too_large');
    const parts = new Map<string, ZipEntry>();
    for (const entry of readZip(bytes, extract.limits)) {
      const name = entry.name.replace(/^\/+/, '');
      // Two files of one name: programs differ in which they show.
      if (parts.has(name)) throw new ExtractError('malformed');
      parts.set(name, entry);
    }
    if (parts.has('EncryptedPackage')) throw new ExtractError('encrypted');
    const names = [...parts.keys()];
    const mains = names.filter((name) => MAINS.some((main) => main.test(name)));
    if (mains.length !== 1) throw new ExtractError('unsupported_format');
    readParts(parts, mains[0] ?? '', { extract, pictures, partOf });
  });
  const { images, ...content } = extract.take();
  // On its own a picture is all that the document says.
  const small = content.segments.length > 0 ? pictures.small() : new Set<string>();
  return {
    ...content,
    images: images.map((image) =>
      small.has(partOf.get(image.bytes) ?? '') ? { ...image, isSmall: true } : image,
    ),
  };
}

interface Reading {
  readonly extract: Extract;
  readonly pictures: PictureUse;
  /** Which part each picture is. */
  readonly partOf: Map<Uint8Array, string>;
}

function readParts(parts: ReadonlyMap<string, ZipEntry>, main: string, reading: Reading): void {
  const { extract } = reading;
  const done = WORKBOOK.test(main) ? readSheets(parts, main, extract) : new Set<string>();
  let index = 0;
  for (const [name, entry] of parts) {
    index += 1;
    if (done.has(name) || SILENT.test(name)) continue;
    const path = pathOfPart(name, index);
    extract.attempt(path, () => {
      readPart(name, path, entry, reading);
    });
  }
}

function readPart(name: string, path: string, entry: ZipEntry, reading: Reading): void {
  const { extract, pictures, partOf } = reading;
  const show = (bytes: Uint8Array): void => {
    partOf.set(bytes, name);
    extract.show(path, bytes);
  };
  if (PICTURE.test(name)) show(entry.read());
  else if (OTHER_PICTURE.test(name)) extract.miss(path, 'unsupported_image');
  else if (/\.rels$/i.test(name)) readLinks(entry.read(), name, path, reading);
  else if (/\.(?:xml|vml|svg)$/i.test(name)) {
    readOfficeText(entry.read(), extract, {
      ...(DOCUMENT.test(name) ? {} : { prefix: path }),
      allAttributes: ALL_IN_ATTRIBUTES.test(name),
      onPicture: (relation, area) => {
        pictures.show(name, relation, area);
      },
    });
  } else {
    const content = entry.read();
    const kind = fileKind(content);
    if (kind === 'png' || kind === 'jpeg' || kind === 'webp') show(content);
    else extract.miss(path, 'embedded_file');
  }
}

/** `word/header1.xml` is `header1`; a name that could identify somebody gives way to its position. */
function pathOfPart(name: string, position: number): string {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/(?:\.\w{1,5}){1,2}$/, '');
  const safe = pathName(base.replace(/^_?rels$/, 'links'), position);
  const slide = /^slide(\d{1,4})$/.exec(safe)?.[1];
  if (slide !== undefined) return `slide/${slide}`;
  return name.includes('/media/') ? `image/${safe}` : safe;
}

/** Says the targets of hyperlinks and of whatever else lies outside the package; notes those inside. */
function readLinks(
  bytes: Uint8Array,
  name: string,
  path: string,
  { extract, pictures }: Reading,
): void {
  // `word/_rels/document.xml.rels` is of `word/document.xml`.
  const part = name.replace(/(?:^|(?<=\/))_rels\/([^/]*)\.rels$/i, '$1');
  readXml(bytes, extract.limits.maxDepth, {
    open(element, attributes) {
      if (element !== 'Relationship') return;
      const target = attributes.get('Target') ?? '';
      if (attributes.get('TargetMode') === 'External') extract.say(`${path}/link`, target);
      else pictures.link(part, attributes.get('Id') ?? '', target);
    },
  });
}

/** @returns the parts that were read */
function readSheets(
  parts: ReadonlyMap<string, ZipEntry>,
  main: string,
  extract: Extract,
): ReadonlySet<string> {
  const done = new Set<string>();
  const part = (name: string): Uint8Array | undefined => {
    const entry = parts.get(name);
    if (entry !== undefined) done.add(name);
    return entry?.read();
  };
  const book = readWorkbook(part(main) ?? new Uint8Array(), extract);
  const strings = part('xl/sharedStrings.xml');
  const styles = part('xl/styles.xml');
  const context = {
    strings: strings === undefined ? [] : readSharedStrings(strings, extract),
    used: new Set<number>(),
    formats: styles === undefined ? [] : readStyles(styles, extract),
    is1904: book.is1904,
  };
  const sheets = new Map<string, { readonly name: string; readonly ordinal: number }>();
  const links = parts.get(main.replace('xl/', 'xl/_rels/').concat('.rels'));
  const targets = sheetTargets(links, extract);
  book.sheets.forEach(({ name, relation }, index) => {
    extract.say(`sheet/${String(index + 1)}/name`, name);
    const target = targets.get(relation);
    if (target !== undefined) sheets.set(target, { name, ordinal: index + 1 });
  });
  let ordinal = book.sheets.length;
  for (const name of parts.keys()) {
    const known = sheets.get(name);
    if (known === undefined && !/^xl\/worksheets\/[^/]+\.xml$/.test(name)) continue;
    // A sheet that nothing leads to is in the file all the same.
    if (known === undefined) ordinal += 1;
    const path = `sheet/${pathName(known?.name ?? '', known?.ordinal ?? ordinal)}`;
    extract.attempt(path, () => {
      readSheet(part(name) ?? new Uint8Array(), { ...context, path }, extract);
    });
  }
  // So are texts that no cell refers to.
  context.strings.forEach((text, index) => {
    if (!context.used.has(index)) extract.say(`strings/${String(index)}`, text);
  });
  return done;
}

/** Which part each relation of the workbook leads to. */
function sheetTargets(entry: ZipEntry | undefined, extract: Extract): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  if (entry === undefined) return targets;
  readXml(entry.read(), extract.limits.maxDepth, {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const target = attributes.get('Target') ?? '';
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      targets.set(attributes.get('Id') ?? '', path);
    },
  });
  return targets;
}
