import { useId, useMemo } from 'react';
import type { MissedTickPolicy, OverlapPolicy } from '../../api/generated/graphql';
import { Button } from '../../ui/button';
import { Switch } from '../../ui/checkbox';
import { NumberField, TextField } from '../../ui/field';
import { Menu } from '../../ui/menu';
import { Select } from '../../ui/select';
import styles from './form.module.css';
import type { PartProps } from './form-parts';
import { NextRuns, useNextRuns } from './next-runs';

const EXAMPLES = [
  { cron: '*/15 * * * *', label: 'Every 15 minutes' },
  { cron: '0 * * * *', label: 'Every hour' },
  { cron: '0 6 * * *', label: 'Every day at 06:00' },
  { cron: '30 7 * * 1-5', label: 'Monday to Friday at 07:30' },
  { cron: '0 9 * * 1', label: 'Mondays at 09:00' },
  { cron: '0 0 1 * *', label: 'On the first of each month' },
] as const;

const OVERLAP: readonly { value: OverlapPolicy; label: string }[] = [
  { value: 'SKIP', label: 'Skip the tick' },
  { value: 'ALLOW', label: 'Enqueue another run' },
  { value: 'BUFFER_ONE', label: 'Enqueue one, unless one waits already' },
  { value: 'CANCEL_OTHER', label: 'Cancel it, and enqueue another run' },
];

const MISSED: readonly { value: MissedTickPolicy; label: string }[] = [
  { value: 'SKIP', label: 'Skip them' },
  { value: 'RUN_ONCE', label: 'Run once for all of them' },
  { value: 'CATCH_UP', label: 'Run each of them' },
];

/** When a job runs by itself, with the next runs that this means. */
export function ScheduleFields({ draft, change, error }: PartProps) {
  const zones = useId();
  const names = useMemo(
    () => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')],
    [],
  );
  const { times, cronError, timezoneError, failure } = useNextRuns(
    draft.cron,
    draft.timezone,
    draft.isScheduled,
  );
  const wrong = cronError ?? error('schedule.cron');
  return (
    <fieldset className={styles.part}>
      <legend>Schedule</legend>
      <Switch
        label="Runs by itself"
        hint={draft.isScheduled ? undefined : 'Without a schedule, it runs only when something enqueues it.'}
        isChecked={draft.isScheduled}
        onChange={(isScheduled) => change({ isScheduled })}
      />
      {draft.isScheduled && (
        <>
          <div className={styles.pair}>
            <TextField
              label="Cron expression"
              isMono
              spellCheck={false}
              autoCapitalize="off"
              value={draft.cron}
              onChange={(cron) => change({ cron })}
              error={draft.cron.trim() === '' ? 'Five fields, or six with seconds first.' : wrong}
              hint="Minute, hour, day, month, weekday; six fields have seconds first."
            />
            <TextField
              label="Time zone"
              list={zones}
              spellCheck={false}
              value={draft.timezone}
              onChange={(timezone) => change({ timezone })}
              error={timezoneError ?? error('schedule.timezone')}
            />
          </div>
          <datalist id={zones}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <div>
            <Menu
              trigger={<Button size="s">Examples</Button>}
              items={EXAMPLES.map(({ cron, label }) => ({ label, onSelect: () => change({ cron }) }))}
            />
          </div>
          {wrong || timezoneError ? null : failure ? (
            <p className={styles.nextTitle}>{`The next runs could not be read: ${failure.message}`}</p>
          ) : (
            <NextRuns times={times} timezone={draft.timezone} />
          )}
          <div className={styles.pair}>
            <Select
              label="While one of its runs is open"
              options={OVERLAP}
              value={draft.overlap}
              onChange={(overlap) => change({ overlap })}
              error={error('schedule.overlap')}
            />
            <NumberField
              label="Spread starts over"
              hint="Each run becomes available up to so much later."
              unit="s"
              min={0}
              max={3_600}
              value={draft.jitterSeconds}
              onChange={(jitterSeconds) => change({ jitterSeconds })}
              error={error('schedule.jitterSeconds')}
            />
            <Select
              label="Ticks that no server was there for"
              options={MISSED}
              value={draft.missedTicks}
              onChange={(missedTicks) => change({ missedTicks })}
              error={error('schedule.missedTicks')}
            />
            {draft.missedTicks === 'CATCH_UP' && (
              <NumberField
                label="Those of the last"
                hint="3,600 if left empty."
                unit="s"
                min={1}
                max={604_800}
                value={draft.catchUpSeconds}
                onChange={(catchUpSeconds) => change({ catchUpSeconds })}
                error={error('schedule.catchUpSeconds')}
              />
            )}
          </div>
        </>
      )}
    </fieldset>
  );
}
