import type { Caller } from '../../core/caller.js';
import { proveWork, recordOnce, type WorkProof } from '../../executions/lease/work.service.js';
import { insertImages, lockImagesOfJob, type NewImage } from './image-record.sql.js';

/**
 * Records images that a run stored, with the chunk whose lease is the proof: all of them or none. Which of them are
 * duplicates is found out here.
 * @returns Their UUIDs, in the order given.
 * @throws Refusal as {@link proveWork} and {@link recordOnce}.
 */
export function recordImages(
  caller: Caller,
  key: string | null,
  request: { work: WorkProof; images: readonly NewImage[] },
): Promise<string[]> {
  const { work: proof, images } = request;
  return recordOnce(caller, 'recordImages', { key, request }, async (tx) => {
    const work = await proveWork(tx, caller, proof);
    if (images.some(({ contentHash }) => contentHash !== null)) {
      await lockImagesOfJob(tx, work);
    }
    return insertImages(tx, work, images);
  });
}
