import { Button } from '../ui/button';
import { ErrorPanel } from '../ui/feedback';
import { Spinner } from '../ui/spinner';
import type { Pages } from './use-pages';

/** Below a list that is read page by page: more of it, why not, or nothing at its end. */
export function EndOfList<Node>({ pages }: { pages: Pages<Node> }) {
  const { failure, isLoading, hasMore, rows, more } = pages;
  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={more} />;
  if (!hasMore || rows.length === 0) return null;
  return isLoading ? (
    <Spinner label="Loading more" />
  ) : (
    <Button size="s" variant="ghost" onClick={more}>
      Show more
    </Button>
  );
}
