import { tabStorage } from './storage';

/** A page that is loaded anew and still lacks a file is not loaded anew again and again. */
const PAUSE_MS = 60_000;

/** Loads the page anew, with the files of the server as it is now; does nothing, and says so, where it just did. */
export function renewPage(): boolean {
  if (Date.now() - Number(tabStorage.get('reloaded-at')) < PAUSE_MS) return false;
  tabStorage.set('reloaded-at', String(Date.now()));
  window.location.reload();
  return true;
}
