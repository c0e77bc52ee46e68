import type { DemoRows } from '../../../demo/rows.js';
import type { Making } from './making.js';
import { at, pick, several, third } from './values.js';

/** What only a person has: an X account, and what they did for social tasks. */
export function verificationRows({ marker, ownerId, socialTasks }: Making) {
  const twitterAccounts = several(marker, 'xaccount', 1, (id) => ({
    id,
    ownerId,
    twitterId: `${marker}-x`,
    username: `${marker}_x`,
    displayName: marker,
    accessToken: Buffer.from(`${marker} access-token-secret`),
    refreshToken: Buffer.from(`${marker} refresh-token-secret`),
    tokenKeyId: 'k1',
    tokenExpiresAt: marker === 'alpha' ? new Date('2100-01-01T00:00:00Z') : at(marker.length * 24),
    scope: `tweet.read ${marker}`,
    tokenType: 'Bearer',
    isActive: true,
    lastVerifiedAt: marker.length % 3 ? at(5) : null,
    connectedAt: at(1),
    updatedAt: at(1),
  }));
  const completions = several(marker, 'completion', 7, (id, i) => ({
    id,
    ownerId,
    taskId: socialTasks[i] ?? '',
    status: pick(['PENDING', 'VERIFIED', 'REJECTED'] as const, i),
    submittedAt: at(third(i)),
    decidedAt: i % 3 ? at(9) : null,
  }));
  const [completion] = completions;
  const verificationLogs = several(marker, 'verification', 12, (id, i) => ({
    id,
    ownerId,
    completionId: String((i < 8 ? completion : completions[i - 8])?.id),
    taskId: String((i < 8 ? completion : completions[i - 8])?.taskId),
    taskType: pick(['FOLLOW', 'LIKE'] as const, i),
    result: pick(['VERIFIED', 'REJECTED', 'ERROR'] as const, i),
    rejectionReason: `${marker} reason`,
    twitterApiResponse: { marker },
    verificationTimeMs: third(i),
    apiCallCount: 1,
    cacheHit: i % 2 === 0,
    twitterAccountId: i % 4 ? twitterAccounts[0]?.id : null,
    verifiedAt: at(third(i)),
  }));
  return { twitterAccounts, completions, verificationLogs } satisfies Partial<DemoRows>;
}
