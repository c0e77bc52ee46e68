import { useState } from 'react';
import { type ExecutionFilter, type FacetField, RunFacetDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { formatNumber } from '../ui/format';
import { MultiSelect } from '../ui/multi-select';
import { lookOf, StateIcon } from '../ui/status-badge';
import { useLater } from '../ui/use-later';
import type { FilterField } from './filters';

const SEARCH_WAIT_MS = 200;
/** One value is all that the API takes of these. */
const SINGLE = new Set(['project', 'worker']);

export interface FacetFilterProps {
  field: FilterField;
  values: readonly string[];
  filter: ExecutionFilter;
  onChange: (values: string[]) => void;
}

/** Offers the values that occur, with how often; asked for when it is opened. */
export function FacetFilter({ field, values, filter, onChange }: FacetFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const search = useLater(text, SEARCH_WAIT_MS);
  const facet = field.facet;
  // Names of chosen jobs are known to the facet alone: it is asked for these too.
  const isNamed = facet === 'JOB' || facet === 'PROJECT';
  const isAsked = facet !== undefined && (isOpen || (isNamed && values.length > 0));
  const { data, failure, partial, isLoading } = useData(
    RunFacetDocument,
    { field: facet ?? fallback, filter, search: field.input === 'facet' && search !== '' ? search : null },
    { pause: !isAsked, policy: 'cache-first' },
  );
  const counted = data?.executionFacets ?? [];
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  const options = (field.values ?? counted.map(({ value }) => value)).map((value) => {
    const count = counts.get(value);
    return {
      value,
      label: counted.find((one) => one.value === value)?.label ?? wordOf(value),
      count: count && `${formatNumber(count.value)}${count.isCapped ? '+' : ''}`,
      icon: field.param === 'status' ? <StateIcon status={value} /> : undefined,
    };
  });
  const error = failure?.message ?? partial.get('executionFacets')?.message ?? null;
  return (
    <MultiSelect
      label={field.label}
      options={options}
      value={values}
      onChange={onChange}
      onOpenChange={setOpen}
      onSearch={field.input === 'facet' ? setText : undefined}
      isLoading={isLoading && options.length === 0}
      error={field.values ? null : error}
      isSingle={SINGLE.has(field.param)}
    />
  );
}

/** Never asked: a set without a facet pauses its query. */
const fallback: FacetField = 'STATUS';

const wordOf = (value: string) => (value === 'API' ? value : lookOf(value).label);
