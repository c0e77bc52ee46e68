import type { ApiKeyScope, MembershipRole, UserRole } from '../generated/prisma/enums.js';
import { forbidden } from './errors.js';
import type { Viewer } from './viewer.js';

export const ALL_SCOPES: readonly ApiKeyScope[] = ['READ', 'WORK', 'MANAGE', 'VERIFY', 'ADMIN'];

/** What is an administrator's alone. */
export const OF_ADMINISTRATORS: readonly ApiKeyScope[] = ['VERIFY', 'ADMIN'];

/** Everything that a person, or the operator, may do: VERIFY is for keys that are made for it. */
export const SCOPES_IN_PERSON = ALL_SCOPES.filter((scope) => scope !== 'VERIFY');

/**
 * What a credential may do by now, whatever it was given once: ADMIN is everything but VERIFY, and both are only an
 * administrator's. Nothing else looks at the scopes as they are stored.
 */
export function effectiveScopes(given: readonly ApiKeyScope[], role: UserRole): ReadonlySet<ApiKeyScope> {
  if (role !== 'ADMIN') return new Set(given.filter((scope) => !OF_ADMINISTRATORS.includes(scope)));
  return new Set(given.includes('ADMIN') ? [...SCOPES_IN_PERSON, ...given] : given);
}

/** What those may do at most who act for a team. */
const SCOPES_OF_ROLE: Readonly<Record<MembershipRole, readonly ApiKeyScope[]>> = {
  OWNER: ['READ', 'WORK', 'MANAGE'],
  MAINTAINER: ['READ', 'WORK', 'MANAGE'],
  VIEWER: ['READ'],
};

/** The same for a team: what its member's role allows of what was given, and nothing that is an administrator's. */
export function scopesInTeam(given: readonly ApiKeyScope[], role: MembershipRole): ReadonlySet<ApiKeyScope> {
  return new Set(given.filter((scope) => SCOPES_OF_ROLE[role].includes(scope)));
}

/**
 * Refuses who lacks a scope, also where no resolver has asked before.
 * @throws GraphQLError FORBIDDEN
 */
export function requireScope({ scopes }: Pick<Viewer, 'scopes'>, scope: ApiKeyScope): void {
  if (!scopes.has(scope)) throw forbidden(`This needs the scope ${scope}, which your credentials lack.`);
}
