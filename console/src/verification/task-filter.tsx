import { SocialTaskNamesDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { oneOf, useSearchState } from '../app/search';
import { MultiSelect } from '../ui/multi-select';

/** One social task, kept in the address as `task`. */
export function TaskFilter() {
  const [search, change] = useSearchState();
  const { data, failure } = useData(SocialTaskNamesDocument, {}, { policy: 'cache-first' });
  return (
    <MultiSelect
      label="Task"
      isSingle
      options={(data?.socialTasks.nodes ?? []).map(({ id, title }) => ({ value: id, label: title }))}
      value={[oneOf(search, 'task') ?? []].flat()}
      onChange={([id]) => change({ task: id ?? null })}
      error={failure?.message ?? null}
    />
  );
}
