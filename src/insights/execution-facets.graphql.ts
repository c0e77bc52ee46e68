import { encodeId } from '../core/ids.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { isOfFew } from '../executions/read/execution-list.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { containsCondition } from '../graphql/input/inputs.graphql.js';
import { encodeJobId } from '../jobs/job-id.js';
import { registerParts } from '../people/parts.js';
import {
  type Asked,
  FACET_ROWS,
  type FacetField,
  type FacetRow,
  readExecutionFacets,
} from './execution-facets.sql.js';
import { executionScope, type Filter, rollupScope, scopeOwner } from './execution-scope.js';
import { type FacetValue, FacetValueType } from './facet-value.graphql.js';
import { checkFirst, firstArg } from './first.js';
import { readKeptFacets } from './kept-facets.sql.js';
import { statisticCost } from './statistic-cost.js';

registerParts({ ofRuns: [], ofJobs: [], ofOwners: ['execution_facets', 'execution_facet_repairs'] });

const USUAL_VALUES = 50;

const FacetFieldType = builder.enumType('FacetField', {
  description: 'What values can be offered of.',
  values: {
    JOB: { value: 'JOB', description: 'Jobs.' },
    PROJECT: { value: 'PROJECT', description: 'Projects.' },
    BOT: { value: 'BOT', description: 'Bots.' },
    WORKER: { value: 'WORKER', description: 'Workers.' },
    TAG: { value: 'TAG', description: 'Tags.' },
    ERROR_CODE: { value: 'ERROR_CODE', description: 'The workers’ own error codes.' },
    FAILED_STAGE: { value: 'FAILED_STAGE', description: 'The names of failed stages.' },
    KIND: { value: 'KIND', description: 'Kinds of jobs.' },
    TRIGGER: { value: 'TRIGGER', description: 'What started executions.' },
    STATUS: { value: 'STATUS', description: 'Statuses.' },
  } as const,
});

/** The conditions that a filter has on a field. */
const OWN: Readonly<Record<FacetField, readonly string[]>> = {
  JOB: ['jobId', 'jobIds'],
  PROJECT: ['projectId'],
  BOT: ['botId'],
  WORKER: ['workerId'],
  TAG: ['tags'],
  ERROR_CODE: ['errorCode'],
  FAILED_STAGE: ['failedStage'],
  KIND: ['kind'],
  TRIGGER: ['trigger'],
  STATUS: ['status'],
};

function without(filter: Filter, field: FacetField): Filter {
  return { ...filter, ...Object.fromEntries(OWN[field].map((name) => [name, undefined])) };
}

function facetValue(field: FacetField, { value, kind, label, count, isCapped }: FacetRow): FacetValue {
  const id = field === 'PROJECT' ? encodeId('Project', value) : value;
  return {
    value: field === 'JOB' && kind !== null ? encodeJobId({ id: value, kind }) : id,
    label,
    count: { value: count, isCapped },
  };
}

/** What is kept of days says it where the filter has nothing but states and a range; the newest rows otherwise. */
function readFacets(context: Context, filter: Filter, asked: Asked): Promise<FacetRow[]> {
  const rest = without(filter, asked.field);
  const kept = rollupScope(context, rest, null);
  if (kept) return readKeptFacets(context.db, kept, rest.queuedAt?.from == null, asked);
  // Without their jobs, these would look for a few among all that an owner ever ran.
  const isScan = rest.error != null || rest.params != null || rest.durationMs != null;
  const scope = executionScope(context, rest, isOfFew(filter) && !isScan);
  return readExecutionFacets(context.db, scope, scopeOwner(context, rest), asked);
}

builder.queryField('executionFacets', (t) =>
  t.field({
    type: [FacetValueType],
    nullable: { list: true, items: false },
    authScopes: { read: true },
    args: {
      field: t.arg({ type: FacetFieldType, required: true, description: 'What values to offer of.' }),
      filter: t.arg({
        type: ExecutionFilter,
        description:
          'Which executions; those of the last 30 days if it names no range. Its condition on `field` is left aside.',
      }),
      search: t.arg.string({ description: 'Part of the label, case-insensitive.' }),
      first: t.arg.int(firstArg(USUAL_VALUES)),
    },
    extensions: { ...statisticCost },
    description: `The values that occur under a filter, the most frequent first. Any range, at any size, if the filter has nothing but \`queuedAt\` and \`status\` beside its condition on \`field\`; otherwise the newest ${FACET_ROWS.toLocaleString('en')} executions are looked at. Counts are capped where not all could be counted. null, with an error, if it fails: what is asked beside it stays.`,
    resolve: async (_root, { field, filter, search, first }, context) => {
      const rows = await readFacets(context, filter ?? {}, {
        field,
        pattern: search == null ? null : `%${containsCondition(search, ['search'])?.contains}%`,
        first: checkFirst(first, USUAL_VALUES),
      });
      return rows.map((row) => facetValue(field, row));
    },
  }),
);
