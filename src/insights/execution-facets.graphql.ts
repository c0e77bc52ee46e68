import { encodeId } from '../core/ids.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { isOfFew } from '../executions/read/execution-list.js';
import { builder } from '../graphql/builder.js';
import { containsCondition } from '../graphql/input/inputs.graphql.js';
import { encodeJobId } from '../jobs/job-id.js';
import { FACET_ROWS, type FacetField, type FacetRow, readExecutionFacets } from './execution-facets.sql.js';
import { executionScope, type Filter, scopeOwner } from './execution-scope.js';
import { type FacetValue, FacetValueType } from './facet-value.graphql.js';
import { checkFirst, firstArg } from './first.js';
import { statisticCost } from './statistic-cost.js';

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

builder.queryField('executionFacets', (t) =>
  t.field({
    type: [FacetValueType],
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
    description: `The values that occur under a filter, the most frequent first. The newest ${FACET_ROWS.toLocaleString('en')} executions are looked at; if there are more, the counts are capped. If it fails, so does the whole request: ask for it beside a list, not in one request with it.`,
    resolve: async (_root, { field, filter, search, first }, context) => {
      const asked = filter ?? {};
      const rest = without(asked, field);
      // Without their jobs, these would look for a few among all that an owner ever ran.
      const isScan = rest.error != null || rest.params != null || rest.durationMs != null;
      const rows = await readExecutionFacets(
        context.db,
        executionScope(context, rest, isOfFew(asked) && !isScan),
        scopeOwner(context, filter),
        {
          field,
          pattern: search == null ? null : `%${containsCondition(search, ['search'])?.contains}%`,
          first: checkFirst(first, USUAL_VALUES),
        },
      );
      return rows.map((row) => facetValue(field, row));
    },
  }),
);
