import { EVERYTHING, registerWithoutRead } from '../auth/without-read.js';
import { ALL_SCOPES } from '../core/scopes.js';
import type { Viewer } from '../core/viewer.js';
import { builder } from '../graphql/builder.js';
import { ApiKeyScope, MembershipRole } from './enums.graphql.js';

const Access = builder.objectRef<Viewer>('Access').implement({
  description: 'What the credentials of a request can do, and until when.',
  fields: (t) => ({
    scopes: t.field({
      type: [ApiKeyScope],
      description: 'What the credentials can do now, for the account they act for.',
      resolve: ({ scopes }) => ALL_SCOPES.filter((scope) => scopes.has(scope)),
    }),
    role: t.expose('accountRole', {
      type: MembershipRole,
      description: 'The role of their user in that account.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the session token or the API key expires; null if it never does.',
      resolve: async ({ apiKeyId, endsAt }, _args, { db }) => {
        if (apiKeyId === null) return endsAt ?? null;
        const key = await db.apiKey.findUnique({ where: { id: apiKeyId }, select: { expiresAt: true } });
        return key?.expiresAt ?? null;
      },
    }),
  }),
});

// One's own access is no secret to oneself.
registerWithoutRead({ Access: EVERYTHING });

builder.queryField('access', (t) =>
  t.field({
    type: Access,
    nullable: true,
    authScopes: { anybody: true },
    description:
      'What your credentials can do, and until when: for clients that show what is not possible, and renew sessions in time. null without credentials.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
