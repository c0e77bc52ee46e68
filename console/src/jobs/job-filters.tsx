import { useEffect, useState } from 'react';
import { ProjectChoicesDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { manyOf, oneOf, type Search, type SearchChanges } from '../app/search';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { SearchIcon } from '../ui/icons';
import { Toolbar } from '../ui/layout';
import { MultiSelect } from '../ui/multi-select';
import { lookOf, StateIcon, Tag } from '../ui/status-badge';
import { JOB_SETS } from './jobs-query';
import styles from './jobs-screen.module.css';

const TYPING_MS = 250;
const FILTERS = ['q', 'kind', 'status', 'latest', 'scheduled', 'project', 'tag', 'owner'];
const SCHEDULED = [
  { value: 'yes', label: 'With a schedule' },
  { value: 'no', label: 'On demand only' },
];

export interface JobFiltersProps {
  search: Search;
  onChange: (changes: SearchChanges, options?: { replace?: boolean }) => void;
  /** Tags that the shown jobs have: they are offered. */
  tags: readonly string[];
}

/** What the list of jobs is narrowed by. */
export function JobFilters({ search, onChange, tags }: JobFiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const project = manyOf(search, 'project');
  const projects = useData(
    ProjectChoicesDocument,
    {},
    { pause: !isOpen && project.length === 0, policy: 'cache-first' },
  );
  const owner = oneOf(search, 'owner');
  const isFiltered = FILTERS.some((name) => manyOf(search, name).length > 0);
  return (
    <Toolbar label="Filters">
      <SearchBox value={oneOf(search, 'q') ?? ''} onChange={(q) => onChange({ q }, { replace: true })} />
      <MultiSelect
        label="Status"
        options={JOB_SETS.status.map((value) => optionOf(value, true))}
        value={manyOf(search, 'status')}
        onChange={(status) => onChange({ status })}
      />
      <MultiSelect
        label="Kind"
        options={JOB_SETS.kind.map((value) => optionOf(value))}
        value={manyOf(search, 'kind')}
        onChange={(kind) => onChange({ kind })}
      />
      <MultiSelect
        label="Latest run"
        options={JOB_SETS.latest.map((value) => optionOf(value, true))}
        value={manyOf(search, 'latest')}
        onChange={(latest) => onChange({ latest })}
      />
      <MultiSelect
        label="Schedule"
        options={SCHEDULED}
        value={manyOf(search, 'scheduled')}
        onChange={(scheduled) => onChange({ scheduled })}
        isSingle
      />
      <MultiSelect
        label="Project"
        options={(projects.data?.projects.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={project}
        onChange={(next) => onChange({ project: next })}
        onOpenChange={setOpen}
        isLoading={projects.isLoading && isOpen}
        error={projects.failure?.message}
        isSingle
      />
      <MultiSelect
        label="Tag"
        options={tags.map((value) => ({ value, label: value }))}
        value={manyOf(search, 'tag')}
        onChange={(tag) => onChange({ tag })}
      />
      {owner && (
        <Tag name="account" onRemove={() => onChange({ owner: null })}>
          {owner}
        </Tag>
      )}
      {isFiltered && (
        <Button
          variant="ghost"
          onClick={() => onChange(Object.fromEntries(FILTERS.map((name) => [name, null])))}
        >
          Clear
        </Button>
      )}
    </Toolbar>
  );
}

const optionOf = (value: string, hasIcon = false) => ({
  value,
  label: lookOf(value).label,
  icon: hasIcon ? <StateIcon status={value} /> : undefined,
});

function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  // The address may change elsewhere: Back, or Clear.
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = window.setTimeout(() => onChange(text), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextField
      label="Search jobs"
      isLabelHidden
      type="search"
      placeholder="Name or slug"
      icon={<SearchIcon size={14} />}
      value={text}
      onChange={setText}
      className={styles.search}
      data-search=""
    />
  );
}
