import { QuotaExceededError } from '../core/domain-errors.js';
import { builder } from '../graphql/builder.js';
import { ErrorInterface } from '../graphql/domain-errors.graphql.js';
import { UserTier } from '../people/enums.graphql.js';
import { QuotaName } from './enums.graphql.js';

builder.objectType(QuotaExceededError, {
  name: 'QuotaExceededError',
  description: "The tier's limit is reached.",
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof QuotaExceededError,
  fields: (t) => ({
    quota: t.expose('quota', { type: QuotaName, description: 'The name of the limit.' }),
    limit: t.exposeInt('limit', { description: 'The amount the tier allows.' }),
    used: t.exposeInt('used', { description: 'The amount used.' }),
    tier: t.expose('tier', { type: UserTier, description: 'The tier whose limit it is.' }),
  }),
});
