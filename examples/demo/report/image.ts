/** Rows of small grey images, each a PNG (ISO/IEC 15948) inside the page. */

import { crc32, deflateSync } from "node:zlib";
import { svg, text, WIDTH } from "./svg.ts";

const COLUMNS = 5;
const GAP = 8;
const CAPTION = 20;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A square image. */
export interface Picture {
  /** Brightness from 0 to 1, row by row. */
  readonly pixels: Float32Array;
  readonly caption: string;
}

/** Draws images in rows of five, each with its caption. */
export function gallery(description: string, pictures: readonly Picture[]): string {
  const size = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS;
  const row = size + CAPTION;
  const drawn = pictures.map(({ pixels, caption }, i) => {
    const [x, y] = [(i % COLUMNS) * (size + GAP), Math.floor(i / COLUMNS) * row];
    const place = `x="${x}" y="${y}" width="${size}" height="${size}"`;
    const label = text(x + size / 2, y + size + 14, caption, { anchor: "middle" });
    return `<image ${place} href="${dataUri(pixels)}" class="picture"/>${label}`;
  });
  return svg(Math.ceil(pictures.length / COLUMNS) * row, description, drawn.join(""));
}

function dataUri(pixels: Float32Array): string {
  return `data:image/png;base64,${png(pixels).toString("base64")}`;
}

function png(pixels: Float32Array): Buffer {
  const size = Math.sqrt(pixels.length);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits, and 0 for: greyscale, deflate, filter type by line, not interlaced.
  header[8] = 8;
  const lines = Buffer.alloc(size * (size + 1));
  // Each line begins with its filter, 0 for none.
  pixels.forEach((value, p) => (lines[p + Math.floor(p / size) + 1] = Math.round(255 * value)));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A chunk: the length of its data, its type, the data, and a checksum of the last two. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
