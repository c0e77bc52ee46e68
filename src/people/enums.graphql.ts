import { builder } from '../graphql/builder.js';

export const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether a user may use Runledger.',
  values: {
    UNVERIFIED: { description: 'The email address is not verified yet.' },
    ACTIVE: { description: 'Verified; may use Runledger.' },
    SUSPENDED: { description: 'Locked out; credentials are refused.' },
  } as const,
});

export const UserTier = builder.enumType('UserTier', {
  description: 'The pricing tier, which sets the limits.',
  values: {
    FREE: { description: 'The basic tier.' },
    PRO: { description: 'The professional tier.' },
    ENTERPRISE: { description: 'The tier with the highest limits.' },
  } as const,
});

export const UserRole = builder.enumType('UserRole', {
  description: 'What a user has access to.',
  values: {
    USER: { description: 'The data of their own account and of their teams.' },
    ADMIN: { description: "Everyone's data." },
  } as const,
});

export const AccountKind = builder.enumType('AccountKind', {
  description: 'Whose an account is.',
  values: {
    PERSON: { description: "A user's own." },
    TEAM: { description: "A team's: of several users." },
  } as const,
});

export const MembershipRole = builder.enumType('MembershipRole', {
  description: 'What a member may do for an account.',
  values: {
    OWNER: { description: 'Everything.' },
    MAINTAINER: {
      description: "Everything except others' API keys and the notification preferences.",
    },
    VIEWER: { description: 'Reading.' },
  } as const,
});

export const ProjectStatus = builder.enumType('ProjectStatus', {
  description: 'Whether a project is in use.',
  values: {
    ACTIVE: { description: 'In use.' },
    ARCHIVED: { description: 'Kept, but no longer in use.' },
  } as const,
});

export const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What an API key may be used for.',
  values: {
    READ: { description: 'Reading.' },
    WORK: { description: 'Running executions and chunks, and recording their parts.' },
    MANAGE: { description: 'Writing jobs, projects and API keys of its account.' },
    VERIFY: {
      description:
        "Borrowing and replacing the tokens of users' X accounts. Only for administrators' keys, and only if the operator enabled it.",
    },
    ADMIN: { description: 'Everything, for all users, except VERIFY.' },
  } as const,
});
