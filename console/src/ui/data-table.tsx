import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { cx } from './cx';
import styles from './data-table.module.css';
import { Grid } from './data-table-grid';
import { type DataTableProps, NARROW_PX, widthOf } from './data-table-props';

export type { Column, DataTableProps, Sort } from './data-table-props';
export type { Selection } from './selection';

const ROW_PX = 36;
const HEAD_PX = 34;
const CARD_PX = 120;
const OVERSCAN = 6;

/** Rows of which only those in view are in the document; a card each where there is no room for columns. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return props.scroll === 'page' ? <PageTable {...props} /> : <SelfTable {...props} />;
}

function SelfTable<Row>(props: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  // The head stands above the rows; cards have none.
  const margin = width <= NARROW_PX ? 0 : HEAD_PX;
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    ...sizing(props, width),
    getScrollElement: () => scroller.current,
    scrollMargin: margin,
    scrollPaddingStart: margin,
  });
  return (
    <div ref={scroller} className={cx(styles.scroller, styles.self)}>
      <Grid {...props} virtualizer={virtualizer} width={width} margin={margin} />
    </div>
  );
}

function PageTable<Row>(props: DataTableProps<Row>) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [margin, setMargin] = useState(0);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (!place.current) return;
    setTop(Number.parseFloat(getComputedStyle(place.current).getPropertyValue('--table-top')) || 0);
  }, []);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    // What stands above it may grow, and whatever it is in with it. Asked after each render, the browser would have to lay
    // out the page in the middle of a turn of the wheel.
    const measure = () => setMargin(Math.round(element.getBoundingClientRect().top + window.scrollY));
    measure();
    const observer = new ResizeObserver(measure);
    for (let around = element.parentElement; around; around = around.parentElement) observer.observe(around);
    return () => observer.disconnect();
  }, []);
  const head = width <= NARROW_PX ? 0 : HEAD_PX;
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    ...sizing(props, width),
    scrollMargin: margin + head,
    scrollPaddingStart: top + head,
  });
  const isTooWide = width > NARROW_PX && widthOf(props) > width;
  return (
    <div ref={place} className={cx(isTooWide && styles.sideways)}>
      <Grid {...props} virtualizer={virtualizer} width={width} margin={margin + head} />
    </div>
  );
}

function sizing<Row>({ rows, rowKey }: DataTableProps<Row>, width: number) {
  return {
    count: rows.length,
    // A turn of the wheel is two short tasks, of React and of the browser, instead of a long one.
    useFlushSync: false,
    estimateSize: () => (width <= NARROW_PX ? CARD_PX : ROW_PX),
    overscan: OVERSCAN,
    getItemKey: (index: number) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  };
}

function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(NARROW_PX + 1);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
