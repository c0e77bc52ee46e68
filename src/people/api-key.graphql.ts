import { ApiKeyScope } from '../enums.graphql.js';
import { builder } from '../graphql/builder.js';

export const ApiKey = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  nullable: true,
  description: 'The secret is shown once, when the key is made or rotated; only its hash is stored.',
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    prefix: t.exposeString('prefix', { description: 'How the secret starts, to tell it apart.' }),
    lastFour: t.exposeString('lastFour', { description: 'How the secret ends, to tell it apart.' }),
    scopes: t.expose('scopes', { type: [ApiKeyScope], description: 'What it may do.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working; null for never.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null for never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null while it works.',
    }),
    rotatedAt: t.expose('rotatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a new secret took its place: it works until `expiresAt`. Null if none did.',
    }),
  }),
});

builder.queryField('credential', (t) =>
  t.prismaField({
    type: ApiKey,
    nullable: true,
    authScopes: { anybody: true },
    description: 'The API key that is asking, if it is one.',
    resolve: (query, _root, _args, { db, viewer }) => {
      // Read also where no key asks: a selection that is left unread counts as a mistake.
      const selection = { ...query };
      return viewer?.apiKeyId ? db.apiKey.findUnique({ ...selection, where: { id: viewer.apiKeyId } }) : null;
    },
  }),
);
