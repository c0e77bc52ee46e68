import { builder } from '../graphql/builder.js';
import { ApiKeyScope } from './enums.graphql.js';

export const ApiKey = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  nullable: true,
  description:
    'A credential for programs. The secret is shown once, when the key is created or rotated; only its hash is stored.',
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name its owner gave it.' }),
    prefix: t.exposeString('prefix', {
      description: 'The first characters of the secret, to recognize it by.',
    }),
    lastFour: t.exposeString('lastFour', {
      description: 'The last four characters of the secret, to recognize it by.',
    }),
    scopes: t.expose('scopes', { type: [ApiKeyScope], description: 'What the key may be used for.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the key was created.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the key expires; null if it never does.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the key was last used, to the minute; null if never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the key was revoked; null if it was not.',
    }),
    rotatedAt: t.expose('rotatedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the key was replaced by a new one; it still works until `expiresAt`. null if it was not replaced.',
    }),
  }),
});

builder.queryField('credential', (t) =>
  t.prismaField({
    type: ApiKey,
    nullable: true,
    authScopes: { anybody: true },
    description: 'The API key you are using; null if you are not using one.',
    resolve: (query, _root, _args, { db, viewer }) => {
      // Read also where no key asks: a selection that is left unread counts as a mistake.
      const selection = { ...query };
      return viewer?.apiKeyId ? db.apiKey.findUnique({ ...selection, where: { id: viewer.apiKeyId } }) : null;
    },
  }),
);
