import { memo } from 'react';
import type { LogRowFragment } from '../../api/generated/graphql';
import { CopyButton } from '../../ui/copy-button';
import { formatFullTime, formatTime } from '../../ui/format';
import { JsonView } from '../../ui/json-view';
import { usePreferences } from '../../ui/preferences';
import { withoutAnsi } from './ansi';
import styles from './logs.module.css';
import { MessageText } from './message';

const LEVELS = { DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

interface LogRowProps {
  line: LogRowFragment;
  hasStage: boolean;
  isOpen: boolean;
  onToggle: () => void;
}

export const LogRow = memo(
  Row,
  (a, b) => a.line === b.line && a.isOpen === b.isOpen && a.hasStage === b.hasStage,
);

/** A line, cut to one row until it is opened. */
function Row({ line, hasStage, isOpen, onToggle }: LogRowProps) {
  const { time } = usePreferences();
  return (
    <div className={styles.row} data-level={line.level} data-open={isOpen}>
      <button type="button" className={styles.line} aria-expanded={isOpen} onClick={onToggle}>
        <time className={styles.at} dateTime={line.at} title={formatFullTime(line.at, 'utc')}>
          {formatTime(line.at, time === 'relative' ? 'local' : time, { precision: 'ms' })}
        </time>
        <span className={styles.level}>{LEVELS[line.level]}</span>
        {hasStage && <bdi className={styles.stage}>{line.stageName}</bdi>}
        <span className={styles.message}>
          <MessageText text={line.message} />
        </span>
      </button>
      {isOpen && (
        <div className={styles.whole}>
          <div className={styles.about}>
            <span>Attempt {line.attempt}</span>
            {line.stageName && (
              <span>
                Stage <bdi>{line.stageName}</bdi>
              </span>
            )}
            {line.chunkId && <span>{line.chunkId}</span>}
            {line.isCut && <span className={styles.cutNote}>It was too long and is cut.</span>}
            <CopyButton text={() => withoutAnsi(line.message)} label="Copy the message" />
          </div>
          <pre className={styles.text}>
            <MessageText text={line.message} isWhole />
          </pre>
          {line.fields !== null && line.fields !== undefined && (
            <JsonView value={line.fields} label="Fields" openLevels={2} isBare />
          )}
        </div>
      )}
    </div>
  );
}
