import { CSPProvider } from '@base-ui/react/csp-provider';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CONSOLE_PATH } from './api/base';
import { SessionProvider } from './api/session';
import { tabStorage } from './api/storage';
import { router } from './app/router';
import { Toasts } from './ui/toasts';
import './ui/base.css';
import './ui/preferences';

/** A page that is loaded anew and still lacks a file is not loaded anew again and again. */
const RELOAD_PAUSE_MS = 60_000;

// A newer server has other files: what a page from before asks for is gone, and loading it anew mends that. A server
// that is only away keeps its page.
window.addEventListener('vite:preloadError', () => {
  const last = Number(tabStorage.get('reloaded-at'));
  if (Date.now() - last < RELOAD_PAUSE_MS) return;
  fetch(CONSOLE_PATH, { method: 'HEAD' }).then(
    ({ ok }) => {
      if (!ok) return;
      tabStorage.set('reloaded-at', String(Date.now()));
      window.location.reload();
    },
    () => undefined,
  );
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <SessionProvider>
        <Toasts>
          <RouterProvider router={router} />
        </Toasts>
      </SessionProvider>
    </CSPProvider>
  </StrictMode>,
);
