/**
 * The one script of the pages that mailed links lead to. The token stays in the fragment, which browsers send
 * nowhere, and is only used up by a click: programs that look through mails open every link in them.
 * It is text: it runs in browsers, and its hash is in the page's Content-Security-Policy.
 */
export const PAGE_SCRIPT = `
const page = document.body.dataset;
const say = (text, kind) => {
  const status = document.querySelector('[role=status]');
  status.textContent = text;
  status.className = kind;
};
const button = document.querySelector('button');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
if (token) button.hidden = false;
else say('This page belongs to a link that is mailed, and the link is not whole. Copy all of it.', 'error');
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
    if (errors || failure.message) say(failure.message, 'error');
    else say(page.done + ' ' + data.result.user.email + '.', 'done');
    button.hidden = true;
  } catch {
    say('The server cannot be reached. Try again.', 'error');
    button.disabled = false;
  }
});
`;
