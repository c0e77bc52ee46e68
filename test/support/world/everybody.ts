import type { TestPrisma } from '../database.js';
import { at, pick, several, third } from './values.js';

/** Social tasks are everybody's. */
export async function givenSocialTasks(prisma: TestPrisma): Promise<string[]> {
  const types = ['FOLLOW', 'LIKE', 'RETWEET', 'REPLY', 'QUOTE'] as const;
  const tasks = several('shared', 'task', 7, (id, i) => ({
    id,
    title: `Task ${i}`,
    taskType: pick(types, i),
    target: '@runledger',
    isActive: i % 3 !== 0,
    createdAt: at(third(i)),
    updatedAt: at(0),
  }));
  await prisma.socialTask.createMany({ data: tasks });
  return tasks.map(({ id }) => id);
}

/** Users with nothing but a completion of the first task. */
export async function givenCrowd(prisma: TestPrisma, socialTasks: readonly string[]): Promise<void> {
  const users = several('crowd', 'user', 7, (id, i) => ({
    id,
    email: `crowd-${i}.100%_\\@example.com`,
    fullName: i % 2 ? `Crowd ${i} CROWD-SECRET` : null,
    status: pick(['ACTIVE', 'UNVERIFIED', 'SUSPENDED'] as const, i),
    tier: pick(['FREE', 'PRO', 'ENTERPRISE'] as const, i),
    createdAt: at(third(i)),
  }));
  await prisma.user.createMany({ data: users });
  await prisma.completion.createMany({
    data: users.map(({ id }, i) => ({
      ownerId: id,
      taskId: socialTasks[0] ?? '',
      submittedAt: at(third(i)),
    })),
  });
}
