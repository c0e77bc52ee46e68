import type { DocumentNode, OperationTypeNode } from 'graphql';
import type { Tally } from '../../core/tally.js';
import type { Viewer } from '../../core/viewer.js';

/** What a request asks for; "none" for what is no operation, such as a page or a document that cannot be parsed. */
export type OperationType = `${OperationTypeNode}` | 'none';

/** A request that was answered, or an operation over a WebSocket. */
export interface Answered {
  requestId: string;
  ms: number;
  tally: Tally;
  operation: OperationType;
  /** As the client calls it; undefined where it does not. */
  name: string | undefined;
  /** Undefined where it was refused before it could be executed. */
  document: DocumentNode | undefined;
  /** Its root fields. */
  fields: readonly string[];
  /** Whether it is one of the calls that workers make all the time. */
  isOfWorkers: boolean;
  viewer: Viewer | null;
  /** Of HTTP; null over a WebSocket. */
  status: number | null;
}

/** The code of its first error; "OK" where it has none. */
export function outcomeOf({ tally: { codes } }: Answered): string {
  const [first = 'OK'] = codes;
  return first;
}
