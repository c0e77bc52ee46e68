import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const teams = z.array(
  z.object({
    id: z.uuid(),
    name: z.string(),
    /** Whether nobody else is a member, and whether they are an owner and no other one may work. */
    isAlone: z.boolean(),
    isLastOwner: z.boolean(),
  }),
);

/** A team, as one of its members leaves it. */
export type LeftTeam = z.infer<typeof teams>[number];

/** The teams of a user, locked: nobody becomes or ceases to be an owner of one until the transaction ends. */
export async function lockTeamsOf(tx: Tx, userId: string): Promise<LeftTeam[]> {
  await tx.$executeRaw(Prisma.sql`/* lock_teams_of */
    SELECT FROM accounts a JOIN memberships m ON m.account_id = a.id
    WHERE m.user_id = ${userId}::uuid AND a.kind = 'TEAM' ORDER BY a.id FOR NO KEY UPDATE OF a`);
  // In a statement of its own, which sees what those did who had the locks before.
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_teams_of */
    SELECT a.id, a.name,
      NOT EXISTS (SELECT FROM memberships o WHERE o.account_id = a.id AND o.user_id <> m.user_id) AS "isAlone",
      m.role = 'OWNER' AND NOT EXISTS (
        SELECT FROM memberships o JOIN users ou ON ou.id = o.user_id
        WHERE o.account_id = a.id AND o.user_id <> m.user_id AND o.role = 'OWNER'
          AND (ou.status = 'ACTIVE' OR u.status <> 'ACTIVE')
      ) AS "isLastOwner"
    FROM memberships m JOIN accounts a ON a.id = m.account_id JOIN users u ON u.id = m.user_id
    WHERE m.user_id = ${userId}::uuid AND a.kind = 'TEAM' ORDER BY a.id`);
  return teams.parse(rows);
}

/** Ends a user's memberships of teams; the keys that they made there end with them. */
export async function leaveTeams(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* leave_teams */
    DELETE FROM memberships WHERE user_id = ${userId}::uuid AND account_id <> ${userId}::uuid`);
}
