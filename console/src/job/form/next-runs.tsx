import { useEffect, useState } from 'react';
import { ScheduleNextRunsDocument } from '../../api/generated/graphql';
import { useData } from '../../api/use-data';
import { Time } from '../../ui/time';
import { fieldErrors } from './field-errors';
import styles from './form.module.css';

const TYPING_MS = 250;
const SHOWN = 5;

/** What is wrong with an expression, and when it runs next otherwise: asked while it is typed. */
export function useNextRuns(cron: string, timezone: string, isAsked: boolean) {
  const [asked, setAsked] = useState({ cron, timezone });
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked({ cron, timezone }), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [cron, timezone]);
  const isSame = asked.cron === cron && asked.timezone === timezone;
  const { data, failure } = useData(
    ScheduleNextRunsDocument,
    { cron: asked.cron, timezone: asked.timezone, count: SHOWN },
    { pause: !isAsked || asked.cron.trim() === '' },
  );
  const errors = fieldErrors(isSame ? failure : null, ['cron', 'timezone']);
  return {
    times: failure ? [] : (data?.scheduleNextRuns ?? []),
    cronError: errors.of('cron'),
    timezoneError: errors.of('timezone'),
    failure: errors.rest,
  };
}

/** `Fri, Nov 27, 09:00:00`, as the clocks of the zone say. */
export function zonedTime(at: string, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    }).format(new Date(at));
  } catch {
    // A zone that the browser does not know.
    return at;
  }
}

export function NextRuns({ times, timezone }: { times: readonly string[]; timezone: string }) {
  return (
    <div className={styles.next} role="status">
      <div className={styles.nextTitle}>{`The next runs, in ${timezone}`}</div>
      {times.length === 0 ? (
        '…'
      ) : (
        <ol className={styles.times}>
          {times.map((at) => (
            <li key={at}>
              <span className={styles.zoned}>{zonedTime(at, timezone)}</span>
              <Time at={at} mode="relative" className={styles.relative} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
