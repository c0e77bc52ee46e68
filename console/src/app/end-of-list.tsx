import type { Pages } from '../api/use-pages';
import { Button } from '../ui/button';
import { ErrorPanel } from '../ui/feedback';
import { Spinner } from '../ui/spinner';

/** Below a list that is read page by page: more of it, why not, or nothing at its end. */
export function EndOfList<Row>({ pages }: { pages: Pages<Row> }) {
  const { failure, isLoading, hasMore, rows, more, reload } = pages;
  if (failure)
    return (
      <ErrorPanel message={failure.message} code={failure.code} onRetry={rows.length === 0 ? reload : more} />
    );
  if (!hasMore || rows.length === 0) return null;
  return isLoading ? (
    <Spinner label="Loading more" />
  ) : (
    <Button size="s" variant="ghost" onClick={more}>
      Show more
    </Button>
  );
}
