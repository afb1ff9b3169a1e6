import { inflateSync } from 'node:zlib';
import { ExtractError, type Extract } from './content.ts';
import { fileKind } from './file-kind.ts';
import { inflateBounded } from './zip.ts';

/** What a picture is made of, read without decoding it. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
}

/** Text kept in a picture is bounded; what is longer is no caption. */
const MAX_TEXT = 1024 * 1024;

/**
 * Size of a picture, and the texts that travel inside the file: captions, authors, descriptions of EXIF, XMP and
 * IPTC, which are said at `path/metadata`. A file that ends early, or shows more than one picture, is refused.
 *
 * @throws ExtractError
 */
export function readImageHeader(bytes: Uint8Array, path: string, extract: Extract): ImageHeader {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const say = (text: string): void => {
    extract.say(`${path}/metadata`, text);
  };
  const header = readHeader(file, say);
  if (header.width * header.height > extract.limits.maxPixels) {
    throw new ExtractError('too_many_pixels');
  }
  if (header.width < 1 || header.height < 1) throw new ExtractError('malformed');
  return header;
}

function readHeader(file: Buffer, say: (text: string) => void): ImageHeader {
  switch (fileKind(file)) {
    case 'png':
      return readPng(file, say);
    case 'jpeg':
      return readJpeg(file, say);
    case 'webp':
      return readWebp(file, say);
    case 'gif':
    case 'tiff':
    case 'bmp':
      throw new ExtractError('unsupported_image');
    case 'pdf':
    case 'office':
    case 'ole':
    case undefined:
      throw new ExtractError('malformed');
  }
}

/** When a program made the file, and how. */
const STAMP = /^(?:date:(?:create|modify|timestamp)|Creation Time)\0[\dT:+Z.-]{10,40}$/;

/** PNG (third edition) 5.3: chunks of length, type, data, checksum. */
function readPng(file: Buffer, say: (text: string) => void): ImageHeader {
  let header: ImageHeader | undefined;
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > file.length) break;
    const data = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR' && length >= 8) {
      header = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
    }
    if (type === 'acTL') throw new ExtractError('animated_image');
    if (type === 'tEXt' && !STAMP.test(data.toString('latin1'))) {
      say(data.toString('latin1').replace('\0', ': '));
    }
    if (type === 'zTXt') say(inflated(data, data.indexOf(0) + 2).toString('latin1'));
    if (type === 'iTXt') say(internationalText(data));
    if (type === 'eXIf') say(printable(data));
    if (type === 'IEND') {
      // What follows the end is shown by no viewer, but it travels.
      if (at + 12 + length < file.length) say(printable(file.subarray(at + 12 + length)));
      if (header !== undefined) return header;
    }
    at += 12 + length;
  }
  throw new ExtractError('malformed');
}

/** PNG 11.3.3.4: keyword, flag, method, language, translated keyword, text. */
function internationalText(data: Buffer): string {
  const keyword = data.indexOf(0);
  const isCompressed = data[keyword + 1] === 1;
  const language = data.indexOf(0, keyword + 3);
  const translated = data.indexOf(0, language + 1);
  if (keyword < 0 || language < 0 || translated < 0) throw new ExtractError('malformed');
  const text = isCompressed ? inflated(data, translated + 1) : data.subarray(translated + 1);
  return text.toString('utf8').replaceAll('\0', ' ');
}

function inflated(data: Buffer, from: number): Buffer {
  return Buffer.from(inflateBounded(data.subarray(from), MAX_TEXT, inflateSync));
}

/** ITU-T T.81, annex B: markers, each but a few with a length. */
function readJpeg(file: Buffer, say: (text: string) => void): ImageHeader {
  let header: ImageHeader | undefined;
  for (let at = 2; at + 4 <= file.length;) {
    if (file[at] !== 0xff) throw new ExtractError('malformed');
    const marker = file[at + 1] ?? 0;
    // Fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = file.readUInt16BE(at + 2);
    const data = file.subarray(at + 4, at + 2 + length);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && data.length >= 5) {
      header = { width: data.readUInt16BE(3), height: data.readUInt16BE(1) };
    }
    // Comments and application data: EXIF, XMP, IPTC.
    if (marker === 0xfe || marker === 0xe1 || marker === 0xed) say(printable(data));
    if (marker === 0xda) {
      if (header === undefined || file.lastIndexOf(Buffer.of(0xff, 0xd9)) < at) break;
      return header;
    }
    at += 2 + length;
  }
  throw new ExtractError('malformed');
}

/** RFC 9649: RIFF chunks; the first says which kind it is. */
function readWebp(file: Buffer, say: (text: string) => void): ImageHeader {
  if (file.length < 30 || file.readUInt32LE(4) + 8 > file.length)
    throw new ExtractError('malformed');
  let header: ImageHeader | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const data = file.subarray(at + 8, at + 8 + length);
    if (data.length < length) break;
    if (type === 'ANIM' || type === 'ANMF') throw new ExtractError('animated_image');
    if (type === 'EXIF' || type === 'XMP ') say(printable(data));
    if (type === 'VP8X' && length >= 10) {
      header ??= { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
    }
    if (type === 'VP8 ' && length >= 10) {
      header ??= {
        width: data.readUInt16LE(6) & 0x3fff,
        height: data.readUInt16LE(8) & 0x3fff,
      };
    }
    if (type === 'VP8L' && length >= 5) {
      const bits = data.readUInt32LE(1);
      header ??= { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    at += 8 + length + (length % 2);
  }
  if (header === undefined) throw new ExtractError('malformed');
  return header;
}

/** Runs of letters in bytes of another kind, in UTF-8 or every other byte (UTF-16). */
function printable(data: Buffer): string {
  const text = data.subarray(0, MAX_TEXT).toString('latin1');
  const plain = text.match(/[\x20-\x7e]{4,}/g) ?? [];
  const wide = text.match(/(?:[\x20-\x7e]\0){4,}/g) ?? [];
  return [...plain, ...wide.map((run) => run.replaceAll('\0', ''))].join('\n');
}
