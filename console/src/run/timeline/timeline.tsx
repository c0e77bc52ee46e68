import { useId, useMemo, useState } from 'react';
import { oneOf, useSearchState } from '../../app/search';
import { Button, IconButton } from '../../ui/button';
import { Switch } from '../../ui/checkbox';
import { Banner, ErrorPanel } from '../../ui/feedback';
import { TextField } from '../../ui/field';
import { formatNumber, momentOf } from '../../ui/format';
import { ChartIcon, MinusIcon, PlusIcon, SearchIcon, TableIcon } from '../../ui/icons';
import { useKeys } from '../../ui/keys';
import { Card, Toolbar } from '../../ui/layout';
import { Skeleton } from '../../ui/spinner';
import { useNow } from '../../ui/time';
import type { Run } from '../run-screen';
import { Gantt } from './gantt';
import { scaleOf } from './scale';
import { StepPanel } from './step-panel';
import { StepTable } from './step-table';
import { visibleSteps } from './steps';
import styles from './timeline.module.css';
import { useSteps } from './use-steps';
import { useView } from './use-view';

const ZOOM = 1.6;
const TICK_MS = 1_000;

/** What the run did and when, beside the step that is looked at. */
export function Timeline({ run }: { run: Run }) {
  const { steps, isRead, isCut, failure, reload } = useSteps(run);
  const [search, change] = useSearchState();
  const control = useView();
  const searchId = useId();
  const [isTable, setTable] = useState(false);
  const text = oneOf(search, 'q') ?? '';
  const isFailedOnly = oneOf(search, 'failed') === 'yes';
  const isFolding = oneOf(search, 'fold') !== 'no';

  const isOpen = run.finishedAt === null;
  const ticking = useNow(TICK_MS, isOpen);
  const start = momentOf(run.queuedAt) ?? 0;
  const latest = steps.reduce((max, step) => Math.max(max, step.end ?? step.start), start);
  const end = isOpen ? Math.max(ticking, latest) : latest;

  const scale = useMemo(() => {
    const stages = steps.filter(({ kind }) => kind === 'stage');
    const busy = stages.length > 0 ? stages : steps.filter(({ kind }) => kind === 'attempt');
    return scaleOf(
      start,
      end,
      busy.map((step) => ({ start: step.start, end: step.end ?? end })),
      isFolding && busy.length > 0,
    );
  }, [steps, start, end, isFolding]);
  const shown = useMemo(() => visibleSteps(steps, text, isFailedOnly), [steps, text, isFailedOnly]);

  const wanted = oneOf(search, 'step');
  const chosen =
    shown.find(({ id }) => id === wanted) ??
    shown.find(({ kind, status }) => kind === 'stage' && status === 'FAILED') ??
    shown.findLast(({ kind }) => kind === 'attempt') ??
    shown[0];
  const choose = (id: string) => change({ step: id }, { replace: true });
  const move = (by: number) => {
    const at = chosen ? shown.indexOf(chosen) : -1;
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) choose(next.id);
  };
  useKeys(
    [
      { keys: 'j', label: 'Next step', run: () => move(1) },
      { keys: 'k', label: 'Previous step', run: () => move(-1) },
      {
        keys: '/',
        label: 'Search this run',
        run: () => document.getElementById(searchId)?.querySelector('input')?.focus(),
      },
      { keys: '+', label: 'Zoom in', run: () => control.zoom(ZOOM) },
      { keys: '-', label: 'Zoom out', run: () => control.zoom(1 / ZOOM) },
      { keys: '0', label: 'See all of it', run: control.fit },
      {
        keys: 'f',
        label: 'Failed steps only',
        run: () => change({ failed: isFailedOnly ? null : 'yes' }, { replace: true }),
      },
    ],
    'Timeline',
  );

  return (
    <Card
      title="Timeline"
      isFlush
      actions={
        <>
          {!isTable && (
            <>
              <IconButton
                size="s"
                label="Zoom out"
                shortcut="-"
                disabledReason={control.isWhole && 'All of it is shown.'}
                onClick={() => control.zoom(1 / ZOOM)}
              >
                <MinusIcon size={14} />
              </IconButton>
              <IconButton size="s" label="Zoom in" shortcut="+" onClick={() => control.zoom(ZOOM)}>
                <PlusIcon size={14} />
              </IconButton>
              <Button
                size="s"
                variant="ghost"
                disabledReason={control.isWhole && 'All of it is shown.'}
                onClick={control.fit}
              >
                Fit
              </Button>
            </>
          )}
          <Button
            size="s"
            variant="ghost"
            icon={isTable ? <ChartIcon size={14} /> : <TableIcon size={14} />}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'Show as chart' : 'Show as table'}
          </Button>
        </>
      }
    >
      <div className={styles.bar} id={searchId}>
        <Toolbar label="What the timeline shows">
          <TextField
            className={styles.search}
            label="Search this run"
            isLabelHidden
            type="search"
            icon={<SearchIcon size={14} />}
            placeholder="Search steps, meta and errors"
            value={text}
            onChange={(value) => change({ q: value || null }, { replace: true })}
          />
          <Switch
            label="Failed only"
            isChecked={isFailedOnly}
            onChange={(isOn) => change({ failed: isOn ? 'yes' : null }, { replace: true })}
          />
          <Switch
            label="Fold idle time"
            isChecked={isFolding}
            onChange={(isOn) => change({ fold: isOn ? null : 'no' }, { replace: true })}
          />
          {text.trim().length >= 3 && (
            <Button
              size="s"
              variant="ghost"
              onClick={() => change({ tab: 'logs', q: text, step: null, failed: null, fold: null })}
            >
              Search the logs for it
            </Button>
          )}
          <span role="status" className={styles.count}>
            {(text !== '' || isFailedOnly) &&
              `${formatNumber(shown.length)} of ${formatNumber(steps.length)} steps`}
          </span>
        </Toolbar>
      </div>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isCut && (
        <Banner>{`This run has ${formatNumber(run.stageCount)} stages; the first 2,000 are shown.`}</Banner>
      )}
      {!isRead && !failure ? (
        <div className={styles.loading}>
          <Skeleton lines={4} height={16} />
        </div>
      ) : (
        <div className={styles.split}>
          {shown.length === 0 ? (
            <p className={styles.none}>
              {isFailedOnly && text === '' ? 'No step failed.' : 'No step matches.'}
            </p>
          ) : isTable ? (
            <StepTable steps={shown} start={start} now={end} chosen={chosen?.id ?? null} onChoose={choose} />
          ) : (
            <Gantt
              steps={shown}
              scale={scale}
              start={start}
              now={end}
              control={control}
              chosen={chosen?.id ?? null}
              onChoose={choose}
            />
          )}
          {chosen && <StepPanel key={chosen.id} run={run} step={chosen} />}
        </div>
      )}
    </Card>
  );
}
