import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** How many images the demo's folder has, and how many different ones: the last of them repeat the first. */
const IMAGES = 60;
const PICTURES = 48;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Writes the demo's images into a folder: always the same, so that it can be done again at any time. */
export async function writeDemoImages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let place = 0; place < IMAGES; place += 1) {
    const name = `image-${String(place).padStart(3, '0')}.png`;
    await writeFile(join(folder, name), picture(place % PICTURES));
  }
}

/** Different numbers make different sizes and colours. */
function picture(number: number): Buffer {
  return png(16 + number, 12 + (number % 7), [(number * 37) % 256, (number * 91) % 256, 128]);
}

/** A PNG of one colour. */
function png(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // 8 bits a channel, red green blue
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    SIGNATURE,
    part('IHDR', header),
    part('IDAT', pixels),
    part('IEND', Buffer.alloc(0)),
  ]);
}

function part(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
