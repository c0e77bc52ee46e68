import { tabStorage } from '../page/storage';

/** By what the console asks. */
export interface Credentials {
  /** An API key; null for the session that the browser's cookie holds. */
  key: string | null;
  /** The account to act for; null for the credential's own. */
  account: string | null;
}

/** The ones that this tab had before it was loaded anew. A key is never kept longer than its tab. */
export function storedCredentials(): Credentials {
  return { key: tabStorage.get('key'), account: tabStorage.get('account') };
}

export function storeCredentials({ key, account }: Credentials): void {
  tabStorage.set('key', key);
  tabStorage.set('account', account);
}

/** The key that a development server on this machine offers; null where it does not. */
export function developmentKey(): string | null {
  const meta = document.querySelector('meta[name="runledger-development-key"]');
  return meta?.getAttribute('content') || null;
}

/** The headers of every request. The first makes a session's cookie count. */
export function headersOf({ key, account }: Credentials): Record<string, string> {
  return {
    'x-graphql-yoga-csrf': '1',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(account === null ? {} : { 'x-runledger-account': account }),
  };
}
