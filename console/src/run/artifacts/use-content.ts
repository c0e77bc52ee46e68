import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { parsed } from '../../api/client';
import { type Failure, failureOf } from '../../api/errors';
import { ArtifactPieceDocument } from '../../api/generated/graphql';

const PIECE = 65_536;
/** Read at most: what is longer is downloaded. */
const MAX_SHOWN = 4 * 1024 * 1024;

export interface Content {
  text: string;
  /** Bytes that were read. */
  read: number;
  isWhole: boolean;
  canReadMore: boolean;
  isLoading: boolean;
  failure: Failure | null;
  more(): void;
}

/** The content of an artifact: its first 64 KiB, and more of it when asked for. */
export function useContent(id: string, size: number): Content {
  const client = useClient();
  const [state, setState] = useState({
    text: '',
    read: 0,
    isLoading: false,
    failure: null as Failure | null,
  });
  const latest = useRef(state);
  latest.current = state;
  const isStopped = useRef(false);
  const more = useCallback(async () => {
    const { read } = latest.current;
    setState((old) => ({ ...old, isLoading: true, failure: null }));
    const { data, error } = await client
      .query(
        parsed(ArtifactPieceDocument),
        { id, offset: read, length: PIECE },
        { requestPolicy: 'network-only' },
      )
      .toPromise();
    if (isStopped.current) return;
    const piece = data?.node?.__typename === 'Artifact' ? data.node.contentRange : null;
    if (piece === null || piece === undefined) {
      const gone = { code: 'NOT_FOUND', message: 'The artifact is gone.', issues: [] };
      setState((old) => ({ ...old, isLoading: false, failure: error ? failureOf(error) : gone }));
      return;
    }
    setState((old) => ({
      text: old.text + piece,
      // A piece has the characters that begin in it, so the next one begins where this one was to end.
      read: Math.min(size, read + PIECE),
      isLoading: false,
      failure: null,
    }));
  }, [client, id, size]);
  useEffect(() => {
    isStopped.current = false;
    setState({ text: '', read: 0, isLoading: false, failure: null });
    latest.current = { text: '', read: 0, isLoading: false, failure: null };
    if (size > 0) void more();
    return () => {
      isStopped.current = true;
    };
  }, [more, size]);
  const isWhole = state.read >= size;
  return { ...state, isWhole, canReadMore: !isWhole && state.read < MAX_SHOWN, more: () => void more() };
}
