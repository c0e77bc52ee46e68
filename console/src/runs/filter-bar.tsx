import { useMemo, useState } from 'react';
import type { ExecutionFilter } from '../api/generated/graphql';
import { manyOf, oneOf, type Search, type SearchChanges } from '../app/search';
import { Button } from '../ui/button';
import { FilterIcon } from '../ui/icons';
import { Toolbar } from '../ui/layout';
import { Menu } from '../ui/menu';
import { FacetFilter } from './facet-filter';
import styles from './filter-bar.module.css';
import { FILTER_FIELDS, type FilterField } from './filters';
import { TimesFilter } from './times-filter';
import { TypedFilter } from './typed-filter';

/** Always there; the others are once they are used or asked for. The status has tabs of its own. */
const PINNED = new Set(['queued', 'job', 'tag', 'code']);

export interface FilterBarProps {
  search: Search;
  filter: ExecutionFilter;
  onChange: (changes: SearchChanges) => void;
}

/** What a list of runs is narrowed by: every filter that the API has. */
export function FilterBar({ search, filter, onChange }: FilterBarProps) {
  const [added, setAdded] = useState<readonly string[]>([]);
  const isUsed = (field: FilterField) => manyOf(search, field.param).length > 0;
  const shown = FILTER_FIELDS.filter(
    (field) =>
      field.param !== 'status' && (PINNED.has(field.param) || isUsed(field) || added.includes(field.param)),
  );
  const rest = FILTER_FIELDS.filter((field) => field.param !== 'status' && !shown.includes(field));
  const used = FILTER_FIELDS.filter(isUsed);

  return (
    <Toolbar label="Filters">
      {shown.map((field) => (
        <OneFilter
          key={field.param}
          field={field}
          search={search}
          filter={filter}
          isOpenAtFirst={added.at(-1) === field.param}
          onChange={(values) => onChange(withBound(field, values, search))}
        />
      ))}
      <Menu
        trigger={
          <Button variant="ghost" icon={<FilterIcon />} id="add-filter">
            Filter
          </Button>
        }
        items={rest.map((field) => ({
          label: field.label,
          onSelect: () => setAdded([...added, field.param]),
        }))}
      />
      {used.length > 0 && (
        <Button
          variant="ghost"
          className={styles.clear}
          onClick={() => {
            setAdded([]);
            onChange(Object.fromEntries(used.map(({ param }) => [param, null])));
          }}
        >
          Clear
        </Button>
      )}
    </Toolbar>
  );
}

/** What is looked for in many rows needs another condition: the last 30 days, where there is none. */
function withBound(
  field: FilterField,
  values: readonly string[] | string | null,
  search: Search,
): SearchChanges {
  const isBounded = ['queued', 'started', 'finished', 'job', 'project', 'id'].some(
    (name) => oneOf(search, name) !== undefined,
  );
  const needsOne = field.needsBound && values !== null && values.length > 0 && !isBounded;
  return { [field.param]: values, ...(needsOne ? { queued: '30d' } : {}) };
}

interface OneFilterProps {
  field: FilterField;
  search: Search;
  filter: ExecutionFilter;
  isOpenAtFirst: boolean;
  onChange: (values: readonly string[] | string | null) => void;
}

function OneFilter({ field, search, filter, isOpenAtFirst, onChange }: OneFilterProps) {
  const { param } = field;
  const values = useMemo(() => manyOf(search, param), [search, param]);
  if (field.input === 'set' || field.input === 'facet') {
    return <FacetFilter field={field} values={values} filter={filter} onChange={onChange} />;
  }
  if (field.input === 'times') {
    return <TimesFilter label={field.label} value={values.at(-1) ?? null} onChange={onChange} />;
  }
  return <TypedFilter field={field} values={values} isOpenAtFirst={isOpenAtFirst} onChange={onChange} />;
}
