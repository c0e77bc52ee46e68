import type { TestPrisma } from '../database.js';
import { givenCrowd, givenSocialTasks } from './everybody.js';
import { jobs } from './jobs.js';
import { people } from './people.js';
import { work } from './work.js';
import { buildWorld, type World, type WorldOf } from './world.js';

/** Everything that a test has in its database before it begins: `await test.given.user()`, `….job(ownerId)`. */
export function given(prisma: TestPrisma) {
  let socialTasks: Promise<string[]> | undefined;
  const everybodys = {
    /** Social tasks are everybody's, and made once. */
    socialTasks() {
      socialTasks ??= givenSocialTasks(prisma);
      return socialTasks;
    },

    /** Users with nothing but a completion of the first social task. */
    crowd: async () => givenCrowd(prisma, await everybodys.socialTasks()),

    /** One account's rows in every table. */
    world: async (marker: string, of: WorldOf = {}): Promise<World> =>
      buildWorld(prisma, marker, await everybodys.socialTasks(), of),
  };
  const made = jobs(prisma);
  return { ...people(prisma), ...made, ...work(prisma, made), ...everybodys };
}

export type Given = ReturnType<typeof given>;
