import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Provider } from 'urql';
import { isolated } from '../ui/isolated';
import { type Api, createApi, parsed } from './client';
import { type Credentials, storeCredentials, storedCredentials } from './credentials';
import {
  RenewSessionDocument,
  SessionDocument,
  type SessionQuery,
  SignOutDocument,
} from './generated/graphql';

export type Viewer = NonNullable<SessionQuery['viewer']>;

/** Who uses the console, and how that is changed. */
export interface Session {
  viewer: Viewer;
  /** The API key that is asked with; null for a session. */
  apiKey: SessionQuery['credential'];
  /** The account that is acted for. */
  account: NonNullable<SessionQuery['account']>;
  /** Whether the credential may do what a scope stands for: null if it may, or why it may not. */
  whyNot(scope: 'READ' | 'WORK' | 'MANAGE' | 'VERIFY' | 'ADMIN'): string | null;
  actFor(accountId: string | null): void;
  signOut(): void;
}

export type SessionState =
  | { status: 'starting' }
  | { status: 'unreachable' }
  | { status: 'signedOut'; wasSignedIn: boolean; isKeyRefused: boolean }
  | { status: 'signedIn'; session: Session };

interface Control {
  state: SessionState;
  /** Asks with a key from now on; null for the browser's session. */
  signInWith(key: string | null): void;
}

/** A session's token lasts an hour, and is renewed well before. */
const RENEWAL_MS = 20 * 60_000;

const SessionControl = createContext<Control | null>(null);

/** Finds out who is there, and gives everything below a client of the API that asks as them. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [credentials, setCredentials] = useState(storedCredentials);
  const [state, setState] = useState<SessionState>({ status: 'starting' });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(credentials);
  latest.current = credentials;

  const change = useCallback((next: Credentials) => {
    storeCredentials(next);
    setState({ status: 'starting' });
    setCredentials(next);
    setAttempt((count) => count + 1);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks anew, by the same credentials too.
  const api = useMemo<Api>(() => {
    const onSignedOut = () => {
      // What was asked with credentials that were given up says nothing of those that count now.
      if (latest.current !== credentials) return;
      // Everything that was on its way is refused by then, not only the first.
      setState((now) =>
        now.status === 'signedOut'
          ? now
          : { status: 'signedOut', wasSignedIn: now.status === 'signedIn', isKeyRefused: false },
      );
    };
    return createApi(credentials, onSignedOut);
  }, [credentials, attempt]);

  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const { data, error } = await api.client
        .query(parsed(SessionDocument), {}, { requestPolicy: 'network-only' })
        .toPromise();
      if (!isCurrent) return;
      if (data?.viewer && data.account) {
        const session = sessionOf(data, data.viewer, data.account, credentials, change, api);
        setState({ status: 'signedIn', session });
      } else if (error?.networkError) {
        setState({ status: 'unreachable' });
        retry = window.setTimeout(ask, 2_000);
      } else {
        setState({ status: 'signedOut', wasSignedIn: false, isKeyRefused: credentials.key !== null });
      }
    };
    let retry: number | undefined;
    void ask();
    const renewal = window.setInterval(() => {
      if (credentials.key === null) void api.client.mutation(parsed(RenewSessionDocument), {}).toPromise();
    }, RENEWAL_MS);
    return () => {
      isCurrent = false;
      window.clearTimeout(retry);
      window.clearInterval(renewal);
      api.close();
    };
  }, [api, credentials, change]);

  const control = useMemo<Control>(
    () => ({ state, signInWith: (key) => change({ key, account: null }) }),
    [state, change],
  );
  return (
    <SessionControl.Provider value={control}>
      <Provider value={api.client}>{children}</Provider>
    </SessionControl.Provider>
  );
}

function sessionOf(
  { access, credential }: SessionQuery,
  viewer: Viewer,
  account: Session['account'],
  credentials: Credentials,
  change: (next: Credentials) => void,
  api: Api,
): Session {
  return {
    viewer,
    account,
    apiKey: credential,
    whyNot(scope) {
      if (access?.scopes.includes(scope)) return null;
      if (scope === 'ADMIN') return 'Only administrators can do this.';
      if (credential) return `The API key "${isolated(credential.name)}" lacks the scope ${scope}.`;
      return `Your role in ${isolated(account.name)} does not include ${scope}.`;
    },
    actFor: (account) => change({ ...credentials, account }),
    async signOut() {
      if (credentials.key === null) await api.client.mutation(parsed(SignOutDocument), {}).toPromise();
      change({ key: null, account: null });
    },
  };
}

export function useSessionControl(): Control {
  const control = useContext(SessionControl);
  if (!control) throw new Error('useSessionControl needs a SessionProvider');
  return control;
}

/** Who is signed in; for what is shown to nobody else. */
export function useSession(): Session {
  const { state } = useSessionControl();
  if (state.status !== 'signedIn') throw new Error('nobody is signed in');
  return state.session;
}
