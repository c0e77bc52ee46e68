/** What the server says of itself in the console's page, since it cannot be asked before anybody is signed in. */
export interface ServerSettings {
  /** Whether GraphiQL is served, beside the API. */
  hasGraphiql: boolean;
  /** Whether mails are sent, printed where the server runs, or go nowhere. */
  mail: 'sent' | 'printed' | 'dropped';
}

/** @param text As it stands in the page; null where no server made it, as in development, and everything is there. */
function readSettings(text: string | null): ServerSettings {
  const given: unknown = text === null ? {} : JSON.parse(text);
  const { graphiql, mail }: { graphiql?: unknown; mail?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  return {
    hasGraphiql: graphiql !== false,
    mail: mail === 'printed' || mail === 'dropped' ? mail : 'sent',
  };
}

const meta = document.querySelector('meta[name="runledger-settings"]');

/** Those of the server that this page came from. */
export const serverSettings = readSettings(meta?.getAttribute('content') ?? null);
