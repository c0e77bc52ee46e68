import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { imageSize } from 'image-size';
import type { ImageInput } from '../generated/graphql.js';

const IMAGE_NAME = /\.(png|jpe?g|gif|webp|avif)$/i;

/** The names of the images in a folder, in an order that is the same for every worker. */
export async function listImages(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => IMAGE_NAME.test(name)).sort();
}

/** What there is to say of an image: its size from the file's header, and the hash of its content. */
export async function readImage(folder: string, name: string): Promise<ImageInput & { fileSize: number }> {
  const path = join(folder, name);
  const content = await readFile(path);
  const { width, height, type } = imageSize(content);
  return {
    url: pathToFileURL(path).href,
    storageKey: name,
    width,
    height,
    format: type,
    fileSize: content.length,
    contentHash: createHash('sha256').update(content).digest('hex'),
  };
}
