import type { DemoRun, Ledger } from './ledger.js';

/** A chunk that completed, as its images need it. */
export interface CompletedChunk {
  id: string;
  finishedAt: Date;
}

const SIZES = [
  [640, 480],
  [1024, 768],
  [1280, 853],
  [1920, 1080],
  [800, 1200],
] as const;
const FORMATS = ['jpeg', 'jpeg', 'jpeg', 'png', 'webp'] as const;
const LABELS = ['outdoor', 'daylight', 'night', 'person', 'vehicle', 'text', 'building'] as const;
const HOSTS = ['images.example.com', 'photos.example.org', 'cdn.example.net'] as const;
/** Of images found, those that the job had found before. */
const DUPLICATES = 0.12;
/** Past this many chunks the demo keeps one image a chunk. */
const MANY_CHUNKS = 100;

/**
 * The images that completed chunks stored, with duplicates.
 * @param chunks in the order they completed.
 * @param hashes content hashes of the job so far; new ones are added.
 * @returns how many there are.
 */
export function addImages(ledger: Ledger, run: DemoRun, chunks: CompletedChunk[], hashes: string[]): number {
  const { random, rows } = ledger;
  let stored = 0;
  for (const chunk of chunks) {
    const count = chunks.length > MANY_CHUNKS ? 1 : random.int(2, 4);
    for (let n = 0; n < count; n++) {
      const isDuplicate = hashes.length > 0 && random.chance(DUPLICATES);
      const contentHash = isDuplicate ? random.pick(hashes) : random.hex(64);
      if (!isDuplicate) hashes.push(contentHash);
      const [width, height] = random.pick(SIZES);
      const format = random.pick(FORMATS);
      const createdAt = chunk.finishedAt;
      rows.images.push({
        id: ledger.id(createdAt),
        ownerId: run.job.owner.id,
        jobId: run.job.id,
        executionId: run.id,
        chunkId: chunk.id,
        url: `https://${random.pick(HOSTS)}/${random.hex(10)}.${format}`,
        storageKey: isDuplicate
          ? null
          : `${run.job.row.slug}/${contentHash.slice(0, 2)}/${contentHash}.${format}`,
        width,
        height,
        fileSize: Math.round(width * height * (0.1 + random.next() * 0.25)),
        format,
        contentHash,
        isDuplicate,
        labels: LABELS.filter(() => random.chance(0.25)),
        metadata: { engine: random.pick(['bing', 'flickr']) },
        createdAt,
      });
      stored++;
    }
  }
  return stored;
}
