import { useMemo, useState } from 'react';
import { JobChoicesDocument, type JobKind } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { MultiSelect } from '../ui/multi-select';
import { useLater } from '../ui/use-later';
import { manyOf, useSearchState } from './search';

const SEARCH_WAIT_MS = 200;

export interface JobSelectProps {
  label?: string;
  value: string | null;
  onChange: (id: string | null) => void;
  /** Only jobs of this kind. */
  kind?: JobKind;
}

/** One job, found by a part of its name; its jobs are asked for when it is opened. */
export function JobSelect({ label = 'Job', value, onChange, kind }: JobSelectProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const search = useLater(text.trim(), SEARCH_WAIT_MS);
  const kinds = kind && [kind];
  const { data, failure, isLoading } = useData(
    JobChoicesDocument,
    { filter: { kind: kinds, ...(search === '' ? {} : { search }) } },
    { pause: !isOpen, policy: 'cache-first' },
  );
  // The name of what is chosen already, which the search may not find.
  const { data: chosen } = useData(
    JobChoicesDocument,
    { filter: { ids: value === null ? [] : [value] } },
    { pause: value === null, policy: 'cache-first' },
  );
  const options = useMemo(() => {
    const known = new Map(
      [...(chosen?.jobs.nodes ?? []), ...(data?.jobs.nodes ?? [])].map((job) => [job.id, job]),
    );
    return [...known.values()].map(({ id, name }) => ({ value: id, label: name }));
  }, [chosen, data]);
  return (
    <MultiSelect
      label={label}
      isSingle
      options={options}
      value={value === null ? [] : [value]}
      onChange={([id]) => onChange(id ?? null)}
      onSearch={setText}
      onOpenChange={setOpen}
      isLoading={isLoading && options.length === 0}
      error={failure?.message ?? null}
    />
  );
}

/** The same as a filter, kept in the address as `job`. */
export function JobFilter({ kind }: { kind?: JobKind }) {
  const [search, change] = useSearchState();
  return (
    <JobSelect
      kind={kind}
      value={manyOf(search, 'job').at(-1) ?? null}
      onChange={(id) => change({ job: id })}
    />
  );
}
