import type { Prisma } from '../../generated/prisma/client.js';
import { registerKind } from '../../jobs/kinds.js';

declare module '../../core/node-types.js' {
  interface JobTypes {
    AGENT: 'AgentTask';
  }
}

registerKind({
  name: 'AGENT',
  description: "An LLM agent's task.",
  type: 'AgentTask',
  idPrefix: 'agent',
  runCost: 0,
  row: {
    create: (own: Prisma.AgentTaskUncheckedCreateWithoutJobInput) => ({ agent: { create: own } }),
    update: (tx, { id, ownerId }, own: Prisma.AgentTaskUncheckedUpdateWithoutJobInput) =>
      tx.agentTask.update({ where: { jobId: id, ownerId }, data: own }),
  },
  parts: {
    ofRuns: ['metric_snapshots', 'artifacts'],
    ofJobs: ['metric_snapshots', 'artifacts'],
    ofOwners: ['metric_snapshots', 'artifacts'],
  },
  withoutRead: {
    AgentTask: ['maxRounds', 'memorySize'],
    MetricSnapshot: ['id', 'name', 'timestamp'],
    Artifact: ['id', 'name', 'fileHash', 'createdAt'],
  },
  loadApi: () =>
    Promise.all([
      import('./agent-task-input.graphql.js'),
      import('./agent-task.graphql.js'),
      import('./artifact.graphql.js'),
      import('./artifact-content.graphql.js'),
      import('./artifact-record.graphql.js'),
      import('./metric.graphql.js'),
      import('./metric-record.graphql.js'),
    ]),
});
