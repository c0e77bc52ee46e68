import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Takes longest, and waits for browsers and processes most of the time. */
const SLOW =
  /^test\/(?:system\/(?:backup|command-line|console|examples|sign-in-page)|kept-facets|lifecycle-model|metrics|rollups|subscriptions|tenancy)\.test\.ts$/;

/**
 * Files in an order that the run's seed decides, but what takes longest comes first: begun last, it would be what one
 * worker still does while the others have nothing left.
 */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root, sequence } = this.ctx.config;
    const placed = files.map((file) => {
      const path = relative(root, file.moduleId).replaceAll(sep, '/');
      const chance = createHash('sha256').update(`${sequence.seed} ${path}`).digest('hex');
      return { file, place: `${SLOW.test(path) ? 0 : 1}${chance}` };
    });
    return placed.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ file }) => file);
  }
}
