import { randomUUID } from 'node:crypto';
import { generateApiKey } from '../../../src/auth/api-key.js';
import { createSessionTokens } from '../../../src/auth/session-token.js';
import { readInstanceSecret } from '../../../src/core/db/secrets.js';
import type { ApiKey, MembershipRole, Prisma, User } from '../../../src/generated/prisma/client.js';
import type { TestPrisma } from '../database.js';

/** A key as its user sends it, and its row. */
export interface Key {
  key: string;
  apiKey: ApiKey;
}

export interface Person extends Key {
  user: User;
}

/** What of a user is other than usual; `key` says it of their key. */
export interface PersonOf extends Partial<Prisma.UserCreateInput> {
  key?: Partial<Prisma.ApiKeyUncheckedCreateInput>;
}

/** Who is in a team, by their ids. */
export type Members = Readonly<Record<string, MembershipRole>>;

const SESSION_MS = 3_600_000;

/** Ways to make people, and what they come in by. */
export function people(prisma: TestPrisma) {
  const given = {
    /** A user with an API key, of the tier that allows most: limits are for the tests that name a tier. */
    async user({ key: keyOf, ...more }: PersonOf = {}): Promise<Person> {
      const user = await prisma.user.create({
        data: { email: `${randomUUID()}@example.com`, status: 'ACTIVE', tier: 'ENTERPRISE', ...more },
      });
      const scopes: Prisma.ApiKeyUncheckedCreateInput['scopes'] =
        user.role === 'ADMIN' ? ['ADMIN'] : undefined;
      return { user, ...(await given.key({ ownerId: user.id, createdByUserId: user.id, scopes, ...keyOf })) };
    },

    /** An administrator with a key. */
    admin: (more: PersonOf = {}): Promise<Person> => given.user({ role: 'ADMIN', ...more }),

    /** A key of an account, for all that a worker and its user do. */
    async key(more: Partial<Prisma.ApiKeyUncheckedCreateInput> & { ownerId: string }): Promise<Key> {
      const { key, ...stored } = generateApiKey();
      const scopes = more.scopes ?? ['READ', 'WORK', 'MANAGE'];
      return {
        key,
        apiKey: await prisma.apiKey.create({ data: { ...stored, name: 'test', ...more, scopes } }),
      };
    },

    /** The token of a session that a user has begun. */
    async session(userId: string): Promise<string> {
      const tokens = createSessionTokens(await readInstanceSecret(prisma, 'session'));
      const expiresAt = new Date(Date.now() + SESSION_MS);
      const { id } = await prisma.session.create({ data: { ownerId: userId, expiresAt } });
      return tokens.sign({ userId, sessionId: id, issuedAt: new Date(), expiresAt });
    },

    /** A team of these users. @returns Its account's id. */
    async team(members: Members, name = 'The team'): Promise<string> {
      const create = Object.entries(members).map(([userId, role]) => ({ userId, role }));
      const { id } = await prisma.account.create({
        data: { kind: 'TEAM', name, memberships: { create } },
      });
      return id;
    },
  };
  return given;
}
