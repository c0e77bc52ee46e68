import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogRowFragment } from '../../api/generated/graphql';
import { Button } from '../../ui/button';
import { formatNumber } from '../../ui/format';
import { ArrowDownIcon } from '../../ui/icons';
import { useKeys } from '../../ui/keys';
import { Spinner } from '../../ui/spinner';
import { LogRow } from './log-row';
import type { LogState } from './log-store';
import styles from './logs.module.css';

const ROW_PX = 24;
const OVERSCAN = 12;
const HEIGHT = 'max(320px, calc(100dvh - 330px))';
/** What stands above the first line and below the last. */
const ENDS_PX = 48;
/** Nearer to an end than this, one is at it. */
const END_PX = 40;
const START_PX = 400;

interface LogListProps {
  state: LogState;
  onBefore: () => void;
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  hasStages: boolean;
}

/** The lines of which only those in view are in the document; it stays at the end while it is followed. */
export function LogList({ state, onBefore, isFollowing, onFollow, hasStages }: LogListProps) {
  const { lines, hasBefore, isLoading } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: lines.length,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => lines[index]?.cursor ?? index,
  });
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const firstCursor = useRef<string | undefined>(undefined);
  const last = lines.at(-1)?.cursor;
  useLayoutEffect(() => {
    const before = firstCursor.current;
    firstCursor.current = lines[0]?.cursor;
    const element = scroller.current;
    if (!element || before === undefined || before === lines[0]?.cursor) return;
    // Older lines came in above: what one reads stays where it is.
    const added = lines.findIndex(({ cursor }) => cursor === before);
    if (added > 0) element.scrollTop += added * ROW_PX;
  }, [lines]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each new last line.
  useLayoutEffect(() => {
    if (!isFollowing) return;
    toEnd();
    // Once more when the new rows have their heights.
    const frame = requestAnimationFrame(toEnd);
    return () => cancelAnimationFrame(frame);
  }, [isFollowing, last, toEnd]);

  const [seen, setSeen] = useState(last);
  useEffect(() => {
    if (isFollowing) setSeen(last);
  }, [isFollowing, last]);
  const seenAt = isFollowing ? -1 : lines.findIndex(({ cursor }) => cursor === seen);
  const unseen = seenAt < 0 ? 0 : lines.length - 1 - seenAt;

  const top = useRef(0);
  const look = () => {
    const element = scroller.current;
    if (!element) return;
    const isUp = element.scrollTop < top.current;
    top.current = element.scrollTop;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    // Only who scrolls up leaves the end; a list that grew did not.
    if (isAtEnd && !isFollowing) onFollow(true);
    else if (isUp && !isAtEnd && isFollowing) onFollow(false);
    if (element.scrollTop < START_PX && hasBefore && !isLoading) onBefore();
  };
  useKeys(
    [
      { keys: 'Shift+G', label: 'To the end of the log', run: () => onFollow(true) },
      {
        keys: 'g g',
        label: 'To the first line that is read',
        run: () => {
          onFollow(false);
          if (scroller.current) scroller.current.scrollTop = 0;
        },
      },
    ],
    'Logs',
  );

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        // As high as its lines, up to what the page has room for.
        style={{ maxHeight: HEIGHT, height: virtualizer.getTotalSize() + ENDS_PX }}
        onScroll={look}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Log lines"
      >
        <div className={styles.start}>
          {isLoading ? (
            <Spinner label="Loading older lines" />
          ) : hasBefore ? null : (
            'The beginning of the log'
          )}
        </div>
        <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              line && (
                <Placed
                  key={item.key}
                  index={item.index}
                  start={item.start}
                  measure={virtualizer.measureElement}
                >
                  <LogRow
                    line={line}
                    hasStage={hasStages}
                    isOpen={opened.has(line.cursor)}
                    onToggle={() => setOpened((old) => toggled(old, line))}
                  />
                </Placed>
              )
            );
          })}
        </div>
      </div>
      {!isFollowing && (
        <span className={styles.toEnd}>
          <Button
            size="s"
            variant="primary"
            icon={<ArrowDownIcon size={14} />}
            onClick={() => onFollow(true)}
          >
            {unseen > 0 ? `${formatNumber(unseen)} new` : 'To the end'}
          </Button>
        </span>
      )}
    </div>
  );
}

function Placed(props: {
  index: number;
  start: number;
  measure: (element: HTMLDivElement | null) => void;
  children: ReactNode;
}) {
  return (
    <div
      ref={props.measure}
      data-index={props.index}
      className={styles.placed}
      style={{ transform: `translateY(${props.start}px)` }}
    >
      {props.children}
    </div>
  );
}

function toggled(old: ReadonlySet<string>, { cursor }: LogRowFragment): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(cursor)) next.add(cursor);
  return next;
}
