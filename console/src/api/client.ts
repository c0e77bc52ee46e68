import {
  type Client,
  createClient,
  fetchExchange,
  gql,
  mapExchange,
  type OperationContext,
  subscriptionExchange,
} from '@urql/core';
import { API_URL } from '../page/base';
import { connection } from '../page/connection';
import { createCache } from './cache';
import { type Credentials, headersOf } from './credentials';
import { StreamTicketDocument } from './generated/graphql';
import { createLive } from './live';

/** The API, as one credential sees it: another has a client of its own, with nothing in its cache. */
export interface Api {
  client: Client;
  close(): void;
}

/** Says which document to ask; what `generated/` holds is text. */
export interface Document<Data, Variables> {
  toString(): string;
  __apiType?: (variables: Variables) => Data;
}

/** The document as urql takes it. */
export const parsed = <Data, Variables extends Record<string, unknown>>(
  document: Document<Data, Variables>,
) => gql<Data, Variables>(document.toString());

/**
 * The context of a subscription whose answers pass the cache by, for who keeps what it hears: the cache holds rows that
 * nothing links to for as long as the page is open.
 */
export const PAST_CACHE: Partial<OperationContext> = { isPastCache: true };

/** @param onSignedOut Hears that the credentials count no more. */
export function createApi(credentials: Credentials, onSignedOut: () => void): Api {
  const live = createLive(credentials, async () => {
    const { data, error } = await client.mutation(parsed(StreamTicketDocument), {}).toPromise();
    if (data?.createStreamTicket.__typename !== 'CreateStreamTicketPayload')
      throw error ?? new Error('no ticket');
    return data.createStreamTicket.ticket;
  });
  const client = createClient({
    url: API_URL,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: headersOf(credentials) }),
    exchanges: [
      mapExchange({
        onError(error) {
          if (error.networkError && !error.response) connection.lost();
          if (error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'))
            onSignedOut();
        },
      }),
      subscriptionExchange({
        forwardSubscription: live.forward,
        isSubscriptionOperation: ({ kind, context }) =>
          kind === 'subscription' && context.isPastCache === true,
      }),
      createCache(),
      fetchExchange,
      subscriptionExchange({ forwardSubscription: live.forward }),
    ],
  });
  return { client, close: live.close };
}
