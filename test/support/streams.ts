import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** One answer of a stream. */
const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});
export type StreamAnswer = z.infer<typeof answer>;

/** A subscription as its reader sees it. */
export interface TestStream {
  /** All answers so far. */
  answers: StreamAnswer[];
  /** The values of one field of them. */
  values<T>(schema: z.ZodType<T>): T[];
  /** Ends once the server has ended the stream, or broken it. */
  ended: Promise<void>;
  /** Leaves. */
  close(): void;
}

function collected(answers: StreamAnswer[], ended: Promise<void>, close: () => void): TestStream {
  return {
    answers,
    ended,
    close,
    values: (schema) =>
      answers.flatMap(({ data }) => Object.values(data ?? {}).map((value) => schema.parse(value))),
  };
}

/** Subscribes by server-sent events; resolves once the server has begun the stream. */
export async function openSse(
  url: string,
  key: string | null,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<TestStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(key && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  });
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  const answers: StreamAnswer[] = [];
  const ended = readEvents(response.body, (data) => answers.push(answer.parse(JSON.parse(data))));
  return collected(answers, ended, () => controller.abort());
}

async function readEvents(body: ReadableStream<Uint8Array>, onData: (data: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + decoder.decode(part.value, { stream: true })).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: next\ndata: (.*)$/s.exec(event.trim())?.[1];
        if (data) onData(data);
      }
    }
  } catch {
    // Whoever leaves breaks the connection.
  }
}

/** A client of graphql-ws, and how its connection was closed. */
export interface TestSocket {
  client: Client;
  closed: Promise<{ code: number; reason: string }>;
}

export function openSocket(
  url: string,
  key: string | null,
  {
    asHeader = false,
    headers = {},
    params = {},
  }: { asHeader?: boolean; headers?: Record<string, string>; params?: Record<string, string> } = {},
): TestSocket {
  const authorization = key === null ? undefined : `Bearer ${key}`;
  class Socket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, {
        headers: { ...headers, ...(asHeader && authorization ? { authorization } : {}) },
      });
    }
  }
  let onClosed: (event: { code: number; reason: string }) => void = () => undefined;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    onClosed = resolve;
  });
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: Socket,
    connectionParams: { ...params, ...(!asHeader && authorization ? { authorization } : {}) },
    retryAttempts: 0,
    lazyCloseTimeout: 1_000,
    on: {
      closed: (event) => onClosed(z.object({ code: z.number(), reason: z.string() }).parse(event)),
    },
  });
  return { client, closed };
}

/** Subscribes over graphql-ws. */
export function openOperation(
  { client }: TestSocket,
  query: string,
  variables: Record<string, unknown> = {},
  extensions: Record<string, unknown> = {},
): TestStream {
  const answers: StreamAnswer[] = [];
  let close: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    close = client.subscribe(
      { query, variables, extensions },
      {
        next: (result: FormattedExecutionResult) => answers.push(answer.parse(result)),
        error: (error) => {
          const errors = z.array(z.unknown()).safeParse(error);
          if (errors.success) answers.push(answer.parse({ errors: errors.data }));
          resolve();
        },
        complete: resolve,
      },
    );
  });
  return collected(answers, ended, () => close());
}
