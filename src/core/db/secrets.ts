import type { PrismaClient } from '../../generated/prisma/client.js';

/**
 * A secret that all servers of one database share; the migrations make it.
 * @throws Error where the database has none of this name.
 */
export async function readInstanceSecret(
  prisma: Pick<PrismaClient, 'instanceSecret'>,
  name: string,
): Promise<string> {
  const row = await prisma.instanceSecret.findUniqueOrThrow({ where: { name } });
  return row.value;
}
