import type { ExecutionFilter } from '../api/generated/graphql';
import type { Selection } from '../ui/DataTable';

export interface BulkBarProps {
  selection: Selection;
  filter: ExecutionFilter;
  onClear: () => void;
}

export function BulkBar(_props: BulkBarProps) {
  return null;
}
