import { type Ask, connect, Trouble } from './client.js';

const FIRST_ANSWER_MS = 5_000;

/**
 * What every example starts with: reads RUNLEDGER_KEY and RUNLEDGER_URL, and sees that something answers there before
 * there is anything to repeat. Whatever ends the program after this does so in a sentence where it is foreseen.
 */
export async function start(): Promise<Ask> {
  process.once('uncaughtException', (error) => {
    process.stderr.write(`${error instanceof Trouble ? error.message : error.stack}\n`);
    process.exit(1);
  });
  const { RUNLEDGER_KEY: key, RUNLEDGER_URL: url = 'http://127.0.0.1:4000/graphql' } = process.env;
  if (!key) throw new Trouble('RUNLEDGER_KEY must be an API key; "npm start" prints one.');
  if (!URL.canParse(url)) throw new Trouble(`RUNLEDGER_URL is no address: ${url}`);
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(FIRST_ANSWER_MS) });
  } catch {
    throw new Trouble(
      `Nothing answers at ${url}: start Runledger there, or name another address in RUNLEDGER_URL.`,
    );
  }
  return connect(url, key);
}
