import DataLoader from 'dataloader';
import { z } from 'zod';
import { ActivityLog } from '../activity/activity.graphql.js';
import { actsForThemselves, seesEverything } from '../core/db/tenancy.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { perRequest } from '../graphql/per-request.js';
import { User } from '../people/user.graphql.js';

const claimed = z.object({ name: z.string(), role: z.string(), at: z.coerce.date() });

interface ActorShape extends z.infer<typeof claimed> {
  user: { id: string } | null;
}

/** Of a team, its members see each other; who is none any more is nobody here. */
const members = perRequest(
  ({ db }) =>
    new DataLoader<string, boolean>(async (ids) => {
      const found = await db.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
      return ids.map((wanted) => found.some(({ id }) => id === wanted));
    }),
);

async function visible<U extends { id: string }>(user: U | null, context: Context): Promise<U | null> {
  const { viewer } = context;
  if (!user || !viewer) return null;
  if (user.id === viewer.userId || seesEverything(viewer)) return user;
  const isMember = !actsForThemselves(viewer) && (await members(context).load(user.id));
  return isMember ? user : null;
}

builder.prismaObjectField(ActivityLog, 'user', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'Who did it; null if the server did, or if you may not see that user.',
    select: (_args, _context, nested) => ({ user: nested({ select: { id: true } }) }),
    resolve: ({ user }, _args, context) => visible(user, context),
  }),
);

/** Who did something: as a worker claims it, else the user of the credential it came with. */
export const Actor = builder.objectRef<ActorShape>('Actor').implement({
  description:
    "Who did something. `name` and `role` are what the worker claims, or else those of the credential's user; `user` comes from the credential.",
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, as claimed.' }),
    role: t.exposeString('role', { description: 'The role, as claimed.' }),
    at: t.expose('at', { type: 'DateTime', description: 'The time, as claimed.' }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The user the credential belongs to; null if you may not see that user.',
      resolve: ({ user }, _args, context) => visible(user, context),
    }),
  }),
});

/**
 * @param json What the row says, or null.
 * @param user The user of the credential.
 */
export function actor(json: unknown, user: { id: string } | null): ActorShape | null {
  const parsed = claimed.safeParse(json);
  return parsed.success ? { ...parsed.data, user } : null;
}
