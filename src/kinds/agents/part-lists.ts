import type { PageArgs } from '../../core/db/keyset.js';
import { parseId } from '../../core/ids.js';
import type { Prisma } from '../../generated/prisma/client.js';
import {
  dateCondition,
  inCondition,
  isBounding,
  requireBound,
  textCondition,
} from '../../graphql/input/inputs.graphql.js';
import { filterField } from '../../graphql/input/limits.js';
import { jsonCondition } from '../../graphql/relay/json-condition.js';
import { createList } from '../../graphql/relay/list.js';
import { jobCondition } from '../../jobs/job-condition.js';
import type { ArtifactFilter, MetricFilter } from './part-filters.graphql.js';

interface MetricListArgs extends PageArgs {
  filter?: typeof MetricFilter.$inferInput | null;
}

interface ArtifactListArgs extends PageArgs {
  filter?: typeof ArtifactFilter.$inferInput | null;
}

function ofExecution(executionId: string | null | undefined) {
  return executionId == null
    ? {}
    : { executionId: parseId(executionId, ['Execution'], filterField('executionId')).uuid };
}

/**
 * Metrics, newest first.
 * @param isBound Whether the list is one job's or one execution's own, which bounds filters that no index serves.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function metricList(args: MetricListArgs, isBound = false) {
  const { filter } = args;
  const labels = jsonCondition(filter?.labels, filterField('labels'));
  if (labels) {
    const bounded =
      isBound || filter?.jobId != null || filter?.executionId != null || isBounding(filter?.timestamp);
    requireBound(
      bounded,
      filterField('labels'),
      'a jobId, an executionId, or a closed range of timestamp of at most 31 days',
    );
  }
  const where: Prisma.MetricSnapshotWhereInput = {
    ...jobCondition(filter?.jobId, filterField('jobId')),
    ...ofExecution(filter?.executionId),
    name: inCondition(filter?.name, filterField('name')),
    metricType: inCondition(filter?.metricType, filterField('metricType')),
    timestamp: dateCondition(filter?.timestamp, filterField('timestamp')),
    ...(labels && { labels }),
  };
  const order = { name: 'metrics', field: 'timestamp', type: 'date', direction: 'desc' } as const;
  return createList('MetricSnapshot', where, order, args);
}

/** Artifacts, newest first. @throws GraphQLError BAD_USER_INPUT */
export function artifactList(args: ArtifactListArgs) {
  const { filter } = args;
  const where: Prisma.ArtifactWhereInput = {
    ...jobCondition(filter?.jobId, filterField('jobId')),
    ...ofExecution(filter?.executionId),
    artifactType: inCondition(filter?.artifactType, filterField('artifactType')),
    name: textCondition(filter?.name, filterField('name')),
  };
  const order = { name: 'artifacts', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Artifact', where, order, args);
}
