import { useEffect, useId, useMemo, useState, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import { type LogFilter, type LogLevel, RunStagesDocument } from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { manyOf, oneOf, type Search, useSearchState } from '../../app/search';
import { Button } from '../../ui/button';
import { Switch } from '../../ui/checkbox';
import { CopyButton } from '../../ui/copy-button';
import { Banner, EmptyState, ErrorPanel } from '../../ui/feedback';
import { TextField } from '../../ui/field';
import { formatNumber } from '../../ui/format';
import { SearchIcon } from '../../ui/icons';
import { useKeys } from '../../ui/keys';
import { Stack, Toolbar } from '../../ui/layout';
import { MultiSelect } from '../../ui/multi-select';
import { Skeleton } from '../../ui/spinner';
import { Tag } from '../../ui/status-badge';
import { useRunLive } from '../run-live';
import type { Run } from '../run-screen';
import { withoutAnsi } from './ansi';
import { LogList } from './log-list';
import { LogStore } from './log-store';
import styles from './logs.module.css';

const LEVELS: readonly { value: LogLevel; label: string }[] = [
  { value: 'DEBUG', label: 'Debug' },
  { value: 'INFO', label: 'Info' },
  { value: 'WARN', label: 'Warnings' },
  { value: 'ERROR', label: 'Errors' },
];
const MIN_SEARCH = 3;
const TYPED_MS = 300;

const EXAMPLE = `mutation {
  recordLogs(input: {
    work: { execution: { id: "exec_…", token: "…" } }
    lines: [{ level: INFO, message: "step 1 of 5" }]
  }) { __typename }
}`;

/** What the run has logged: its end, live, and what is before it. */
export default function LogsTab({ run }: { run: Run }) {
  const [search, change] = useSearchState();
  const { filter, problems } = useMemo(() => readFilter(search), [search]);
  const key = JSON.stringify(filter);
  return (
    <Stack gap="tight">
      <Filters run={run} search={search} onChange={change} />
      {problems.length > 0 && <Banner tone="warning">{problems.join(' ')}</Banner>}
      <Lines key={key} run={run} filter={filter} />
    </Stack>
  );
}

function readFilter(search: Search): { filter: LogFilter; problems: string[] } {
  const filter: LogFilter = {};
  const problems: string[] = [];
  const levels = manyOf(search, 'level');
  const known = LEVELS.map(({ value }) => value).filter((value) => levels.includes(value));
  if (known.length > 0) filter.level = known;
  if (known.length < levels.length) problems.push('There is a level in the address that is none.');
  const attempt = oneOf(search, 'attempt');
  if (attempt !== undefined) {
    if (/^[1-9]\d{0,5}$/.test(attempt)) filter.attempt = Number(attempt);
    else problems.push('The attempt in the address is no number.');
  }
  const text = oneOf(search, 'q')?.trim() ?? '';
  if (text.length >= MIN_SEARCH) filter.search = text;
  const stage = oneOf(search, 'stage');
  if (stage !== undefined) filter.stageName = stage;
  const chunk = oneOf(search, 'chunk');
  if (chunk !== undefined) filter.chunkId = chunk;
  return { filter, problems };
}

interface FiltersProps {
  run: Run;
  search: Search;
  onChange: ReturnType<typeof useSearchState>[1];
}

function Filters({ run, search, onChange }: FiltersProps) {
  const asked = oneOf(search, 'q') ?? '';
  const [text, setText] = useState(asked);
  const id = useId();
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = window.setTimeout(() => onChange({ q: text || null }, { replace: true }), TYPED_MS);
    return () => window.clearTimeout(timer);
  }, [text, asked, onChange]);
  useKeys(
    [
      {
        keys: '/',
        label: 'Search the logs',
        run: () => document.getElementById(id)?.querySelector('input')?.focus(),
      },
      {
        keys: 'e',
        label: 'Errors only',
        run: () => onChange({ level: manyOf(search, 'level').join() === 'ERROR' ? null : 'ERROR' }),
      },
    ],
    'Logs',
  );
  const chunk = oneOf(search, 'chunk');
  const isShort = text.trim() !== '' && text.trim().length < MIN_SEARCH;
  return (
    <div id={id}>
      <Toolbar label="Which lines">
        <TextField
          className={styles.search}
          label="Search the logs"
          isLabelHidden
          type="search"
          icon={<SearchIcon size={14} />}
          placeholder="Search messages"
          hint={isShort ? `At least ${MIN_SEARCH} characters.` : undefined}
          value={text}
          onChange={setText}
        />
        <MultiSelect
          label="Level"
          options={LEVELS}
          value={manyOf(search, 'level')}
          onChange={(level) => onChange({ level })}
        />
        {run.stageCount > 0 && (
          <StageFilter run={run} value={manyOf(search, 'stage')} onChange={(stage) => onChange({ stage })} />
        )}
        {(run.attempt > 1 || oneOf(search, 'attempt') !== undefined) && (
          <MultiSelect
            label="Attempt"
            isSingle
            options={Array.from({ length: run.attempt }, (_, at) => ({
              value: String(at + 1),
              label: `Attempt ${at + 1}`,
            }))}
            value={manyOf(search, 'attempt')}
            onChange={(attempt) => onChange({ attempt })}
          />
        )}
        {chunk !== undefined && (
          <Tag name="chunk" onRemove={() => onChange({ chunk: null })}>
            {chunk.slice(0, 60)}
          </Tag>
        )}
      </Toolbar>
    </div>
  );
}

function StageFilter({
  run,
  value,
  onChange,
}: {
  run: Run;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const { data, isLoading, failure } = useData(RunStagesDocument, { id: run.id });
  const names = [...new Set((data?.execution?.stages.nodes ?? []).map(({ name }) => name))];
  return (
    <MultiSelect
      label="Stage"
      isSingle
      options={names.map((name) => ({ value: name, label: name }))}
      isLoading={isLoading}
      error={failure?.message}
      value={value}
      onChange={onChange}
    />
  );
}

function Lines({ run, filter }: { run: Run; filter: LogFilter }) {
  const client = useClient();
  const live = useRunLive();
  const [store] = useState(() => new LogStore(client, live, run.id, filter));
  useEffect(() => {
    store.open();
    return () => store.close();
  }, [store]);
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const [isFollowing, follow] = useState(true);
  const isFiltered = Object.keys(filter).length > 0;
  const { lines, failure, isRead, hasBefore, isLoading } = state;
  const hasStages = useMemo(() => lines.some(({ stageName }) => stageName !== null), [lines]);
  if (failure)
    return <ErrorPanel message={failure.message} code={failure.code} onRetry={() => void store.before()} />;
  if (!isRead) return <Skeleton lines={8} height={14} />;
  if (lines.length === 0) {
    if (hasBefore)
      return (
        <EmptyState
          title="Nothing is found yet"
          action={
            <Button isBusy={isLoading} onClick={() => void store.before()}>
              Search further back
            </Button>
          }
        >
          The log is long: what was looked through so far has no such line.
        </EmptyState>
      );
    return isFiltered ? (
      <EmptyState title="No line matches">Take a filter away.</EmptyState>
    ) : (
      <EmptyState title={run.finishedAt ? 'It logged nothing' : 'It has logged nothing yet'} code={EXAMPLE}>
        Workers send lines while they work, in batches; they appear here as they come.
      </EmptyState>
    );
  }
  const isOver = run.finishedAt !== null;
  return (
    <>
      <div className={styles.above}>
        <span role="status">
          {formatNumber(lines.length)}{' '}
          {hasBefore ? 'lines read, from the end' : lines.length === 1 ? 'line' : 'lines'}
        </span>
        {hasBefore && (
          <Button size="s" variant="ghost" isBusy={isLoading} onClick={() => void store.before()}>
            Read older
          </Button>
        )}
        <span className={styles.aside}>
          <CopyButton
            label="Copy the lines that are read"
            text={() =>
              lines.map(({ at, level, message }) => `${at} ${level} ${withoutAnsi(message)}`).join('\n')
            }
          />
          {!isOver && <Switch label="Follow" isChecked={isFollowing} onChange={follow} />}
        </span>
      </div>
      <LogList
        state={state}
        onBefore={() => void store.before()}
        isFollowing={isFollowing}
        onFollow={follow}
        hasStages={hasStages}
      />
    </>
  );
}
