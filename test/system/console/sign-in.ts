import { it } from 'vitest';
import { z } from 'zod';
import type { ConsoleBrowser } from '../../support/console-browser.js';
import type { ReceivedMail } from '../../support/smtp-sink.js';

const linkIn = ({ text }: ReceivedMail) => /^http\S+$/m.exec(text)?.[0] ?? '';
const WHERE = 'runs?status=FAILED&order=DURATION.DESC';

/** Signing in: by a mailed link, by the development key, by any key. */
export function testSignIn(given: () => ConsoleBrowser): void {
  /** A new user, whose address is verified. */
  async function register(email: string): Promise<void> {
    const done = (field: string, payload: string) =>
      z.object({ [field]: z.object({ __typename: z.literal(payload) }) });
    await given().ask(
      done('registerUser', 'RegisterUserPayload'),
      'mutation ($email: String!) { registerUser(input: { email: $email }) { __typename } }',
      { email },
    );
    const token = /#token=(\S+)$/.exec(linkIn(await given().sink.next(email)))?.[1];
    await given().ask(
      done('verifyEmail', 'VerifyEmailPayload'),
      'mutation ($token: String!) { verifyEmail(input: { token: $token }) { __typename } }',
      { token },
    );
  }

  it.concurrent('by a mailed link leads back to where one was, and lasts until it is ended', async ({
    expect,
  }) => {
    const email = 'ada@example.com';
    await register(email);
    // That nobody is signed in is an error to Chromium.
    await given().visit({ key: null, path: WHERE, tolerates: /401/ }, async (page, context) => {
      await page.getByLabel('Email address').fill(email);
      await page.getByRole('button', { name: 'Mail me a link' }).click();
      await page.getByText(`If ${email} has an account`).waitFor();
      await page.goto(linkIn(await given().sink.next(email)));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${given().consoleUrl}${WHERE}`);
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
      await page.getByText('No run matches').waitFor();
      await page.getByRole('button', { name: /^Account: / }).waitFor();

      // Another tab of the browser is signed in, too, until one of them signs out.
      const other = await context.newPage();
      await other.goto(`${given().consoleUrl}jobs`);
      await other.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
      await other.getByRole('button', { name: /^Account: / }).click();
      await other.getByRole('menuitem', { name: 'Sign out' }).click();
      await other.getByLabel('Email address').waitFor();
      // The first hears of it as its stream is ended, without asking for anything.
      await page.getByText('Your session has ended').waitFor();
      expect(page.url()).toBe(`${given().consoleUrl}${WHERE}`);
    });
  });

  it.concurrent('by the development key is one click', ({ expect }) =>
    given().visit({ key: null, path: WHERE, tolerates: /401/ }, async (page) => {
      await page.getByRole('button', { name: 'Use the development key' }).click();
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
      expect(page.url()).toBe(`${given().consoleUrl}${WHERE}`);
      // It is kept for this tab alone.
      expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(given().key);
      await page.reload();
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
    }));

  it.concurrent('by a key takes one that is good, and says so of others', ({ expect }) =>
    given().visit({ key: null, path: WHERE, tolerates: /401/ }, async (page) => {
      await page.getByRole('textbox', { name: 'API key' }).fill('rl_not-one');
      await page.getByRole('button', { name: 'Use this key' }).click();
      await page.getByText('This key is not valid').waitFor();
      await page.getByRole('textbox', { name: 'API key' }).fill(` ${given().key} `);
      await page.getByRole('button', { name: 'Use this key' }).click();
      await page.getByRole('heading', { name: 'Runs' }).waitFor();
      expect(page.url()).toBe(`${given().consoleUrl}${WHERE}`);
    }));
}
