import { useMemo } from 'react';
import type { Column } from '../ui/data-table';
import { oneOf, useSearchState } from './search';

const PARAM = 'cols';

/** Which columns of a table are not shown, kept in the address as `cols=run,status`, and how that is changed. */
export function useColumns<Row>(columns: readonly Column<Row>[], usual: readonly string[]) {
  const [search, change] = useSearchState();
  const text = oneOf(search, PARAM);
  const hidden = useMemo(() => {
    const shown = text?.split(',') ?? usual;
    return columns.filter(({ id, canHide }) => canHide !== false && !shown.includes(id)).map(({ id }) => id);
  }, [columns, usual, text]);
  return {
    columns,
    hidden,
    onChange(next: readonly string[]) {
      const shown = columns.map(({ id }) => id).filter((id) => !next.includes(id));
      const isUsual = shown.length === usual.length && shown.every((id) => usual.includes(id));
      change({ [PARAM]: isUsual ? null : shown.join() }, { replace: true });
    },
  };
}
