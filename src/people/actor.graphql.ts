import { z } from 'zod';
import { seesEverything } from '../core/db/tenancy.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { User } from '../people/user.graphql.js';

const claimed = z.object({ name: z.string(), role: z.string(), at: z.coerce.date() });

interface ActorShape extends z.infer<typeof claimed> {
  user: { id: string } | null;
}

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
      resolve: ({ user }) => user,
    }),
  }),
});

/**
 * @param json What the row says, or null.
 * @param user The user of the credential; only the viewer themselves and administrators get to see who that is.
 */
export function actor(json: unknown, user: { id: string } | null, { viewer }: Context): ActorShape | null {
  const parsed = claimed.safeParse(json);
  if (!parsed.success) return null;
  const visible = user && viewer && (seesEverything(viewer) || user.id === viewer.userId);
  return { ...parsed.data, user: visible ? user : null };
}
