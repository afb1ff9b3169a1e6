import { inflateSync } from 'node:zlib';

export interface Gray {
  readonly width: number;
  readonly height: number;
  /** One byte for each pixel. */
  readonly pixels: Uint8Array;
}

/** Decodes the PNG files of these tests: 4-bit gray, not interlaced. */
export function decodeGray(png: Buffer): Gray {
  const [width, height, depth, color] = [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    png[24],
    png[25],
  ];
  if (depth !== 4 || color !== 0) throw new TypeError('another kind of PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
  }
  const packed = inflateSync(Buffer.concat(data));
  const bytes = Math.ceil(width / 2);
  const rows = Buffer.alloc(bytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = packed[y * (bytes + 1)] ?? 0;
    for (let x = 0; x < bytes; x += 1) {
      const left = x > 0 ? rows[y * bytes + x - 1]! : 0;
      const above = y > 0 ? rows[(y - 1) * bytes + x]! : 0;
      const corner = x > 0 && y > 0 ? rows[(y - 1) * bytes + x - 1]! : 0;
      const nearest = [left, above, corner].sort(
        (one, other) =>
          Math.abs(left + above - corner - one) - Math.abs(left + above - corner - other),
      )[0]!;
      const guess = [0, left, above, (left + above) >> 1, nearest][filter] ?? 0;
      rows[y * bytes + x] = (packed[y * (bytes + 1) + 1 + x] ?? 0) + guess;
    }
  }
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pair = rows[y * bytes + (x >> 1)]!;
      pixels[y * width + x] = (x % 2 === 0 ? pair >> 4 : pair & 15) * 17;
    }
  }
  return { width, height, pixels };
}

/** One bit for each pixel, rows from whole bytes: set where it is light. */
export function toBits({ width, height, pixels }: Gray): Uint8Array {
  const bytes = Math.ceil(width / 8);
  const bits = new Uint8Array(bytes * height);
  pixels.forEach((pixel, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    if (pixel > 127) bits[y * bytes + (x >> 3)]! |= 128 >> (x & 7);
  });
  return bits;
}
