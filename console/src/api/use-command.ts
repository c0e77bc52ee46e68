import { useCallback, useState } from 'react';
import { useClient } from 'urql';
import { type Document, parsed } from './client';
import { type Failure, failureOf, failureOfMember, isErrorMember } from './errors';

/** What became of a mutation: its payload, or why it was refused. */
export type Outcome<Payload> = { payload: Payload; failure: null } | { payload: null; failure: Failure };

type PayloadOf<Result> = Exclude<Result, { code: unknown; message: string }>;

const isPayload = <Result extends object>(result: Result): result is PayloadOf<Result> =>
  !isErrorMember(result);

/** A mutation with one root field whose result is a union of a payload and of errors. */
export interface Command<Result, Variables> {
  run(variables: Variables): Promise<Outcome<PayloadOf<Result>>>;
  isRunning: boolean;
}

export function useCommand<Result extends object, Variables extends Record<string, unknown>>(
  document: Document<Record<string, Result>, Variables>,
): Command<Result, Variables> {
  const client = useClient();
  const [running, setRunning] = useState(0);
  const run = useCallback(
    async (variables: Variables): Promise<Outcome<PayloadOf<Result>>> => {
      setRunning((count) => count + 1);
      try {
        const { data, error } = await client
          .mutation(parsed<Record<string, Result>, Variables>(document), variables)
          .toPromise();
        if (error) return { payload: null, failure: failureOf(error) };
        const result = Object.entries(data ?? {}).find(([name]) => name !== '__typename')?.[1];
        if (!result) throw new Error('a mutation was answered without a result');
        if (isErrorMember(result)) return { payload: null, failure: failureOfMember(result) };
        if (isPayload(result)) return { payload: result, failure: null };
        throw new Error('a result of a mutation is a payload or an error');
      } finally {
        setRunning((count) => count - 1);
      }
    },
    [client, document],
  );
  return { run, isRunning: running > 0 };
}
