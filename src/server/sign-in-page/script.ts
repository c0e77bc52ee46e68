/**
 * The one script of the pages that mailed links lead to. The token stays in the fragment, which browsers send
 * nowhere, and is only used up by a click: programs that look through mails open every link in them.
 * Who is signed in is led back to where they were in the console, which keeps that in the browser's storage: only to
 * an address below this server's own console, whatever is kept there.
 * It is text: it runs in browsers, and its hash is in the page's Content-Security-Policy.
 */
export const PAGE_SCRIPT = `
const RETURN_TO = 'runledger:return-to';
const READ_MS = 1000;
const page = document.body.dataset;
const button = document.querySelector('button');
const way = document.querySelector('a');
const say = (text, kind) => {
  const status = document.querySelector('[role=status]');
  status.textContent = text;
  status.className = kind;
};
const offer = (label) => {
  if (!way) return;
  if (label) way.textContent = label;
  way.hidden = false;
  way.focus();
};
const keptAddress = () => {
  try {
    const kept = localStorage.getItem(RETURN_TO);
    localStorage.removeItem(RETURN_TO);
    return kept;
  } catch {
    return null;
  }
};
const leadBack = () => {
  if (!way) return;
  const home = new URL(way.href);
  const kept = keptAddress();
  if (kept && kept.startsWith(home.pathname) && URL.canParse(kept, home.origin)) {
    const to = new URL(kept, home.origin);
    if (to.origin === home.origin && to.pathname.startsWith(home.pathname)) way.href = to.href;
  }
  setTimeout(() => location.replace(way.href), READ_MS);
};
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
if (token) button.hidden = false;
else {
  say('This page belongs to a link that is mailed, and the link is not whole. Copy all of it.', 'error');
  offer();
}
button.addEventListener('click', async () => {
  button.disabled = true;
  try {
    const response = await fetch(page.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-graphql-yoga-csrf': '1' },
      body: JSON.stringify({ query: page.mutation, variables: { token } }),
    });
    const { data, errors } = await response.json();
    const failure = errors ? errors[0] : data.result;
    button.hidden = true;
    if (errors || failure.message) {
      say(failure.message, 'error');
      offer();
      return;
    }
    say(page.done + ' ' + data.result.user.email + '.', 'done');
    offer(page.next);
    if (page.leads === 'back') leadBack();
  } catch {
    say('The server cannot be reached. Try again.', 'error');
    button.disabled = false;
  }
});
`;
