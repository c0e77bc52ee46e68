import type { BoundedCount } from '../core/db/counts.sql.js';
import { builder } from '../graphql/builder.js';
import { BoundedCountType } from '../graphql/relay/connection.js';

/** A value that rows have, and how many do. */
export interface FacetValue {
  value: string;
  label: string;
  count: BoundedCount;
}

export const FacetValueType = builder.objectRef<FacetValue>('FacetValue').implement({
  description: 'A value that occurs under a filter, and how often.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'The value, as the filter takes it.' }),
    label: t.exposeString('label', { description: 'The value for people, such as the name of a job.' }),
    count: t.expose('count', { type: BoundedCountType, description: 'How many have it.' }),
  }),
});
