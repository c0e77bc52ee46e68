import { forbidden } from '../errors.js';
import type { ApiKeyScope, UserRole } from '../generated/prisma/enums.js';
import type { Viewer } from './viewer.js';

export const ALL_SCOPES: readonly ApiKeyScope[] = ['READ', 'WORK', 'MANAGE', 'ADMIN'];

/**
 * What a credential may do by now, whatever it was given once: ADMIN is everything, and only an administrator's.
 * Nothing else looks at the scopes as they are stored.
 */
export function effectiveScopes(given: readonly ApiKeyScope[], role: UserRole): ReadonlySet<ApiKeyScope> {
  if (role === 'ADMIN' && given.includes('ADMIN')) return new Set(ALL_SCOPES);
  return new Set(given.filter((scope) => scope !== 'ADMIN'));
}

/**
 * Refuses who lacks a scope, also where no resolver has asked before.
 * @throws GraphQLError FORBIDDEN
 */
export function requireScope({ scopes }: Pick<Viewer, 'scopes'>, scope: ApiKeyScope): void {
  if (!scopes.has(scope)) throw forbidden(`This needs the scope ${scope}, which your credentials lack.`);
}
