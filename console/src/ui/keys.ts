import { useEffect, useRef, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';

export interface KeyBinding {
  /** As tinykeys has them: `j`, `g r`, `$mod+k`, `?`, `Shift+X`. */
  keys: string;
  /** What it does, for the list of all keys. */
  label: string;
  run: () => void;
  /** False: not now; it is not listed either. */
  when?: boolean;
  /** Works while a dialog or a menu is open, too. */
  inDialogs?: boolean;
  /** Works while something is typed, too; those with `$mod` do not type anything. */
  inFields?: boolean;
}

export interface ListedKey {
  keys: string;
  label: string;
  group: string;
}

const registered = new Map<symbol, ListedKey[]>();
const listeners = new Set<() => void>();
let listed: readonly ListedKey[] = [];

function publish(): void {
  listed = [...registered.values()].flat();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All keys that do something now, in the order in which the parts of the page came. */
export function useListedKeys(): readonly ListedKey[] {
  return useSyncExternalStore(subscribe, () => listed);
}

const FIELDS =
  'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"]';
const LAYERS =
  '[role="dialog"], [role="alertdialog"]:not([aria-modal="false"]), [role="menu"], [role="listbox"]';
/** Enter and Space press what has the focus, and open nothing else. */
const PRESSED = 'a[href], button, summary, [role="tab"], [role="switch"], input';

function isHeard(event: KeyboardEvent, binding: KeyBinding): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (!binding.inFields && !binding.keys.includes('$mod') && target?.closest(FIELDS)) return false;
  if ((binding.keys === 'Enter' || binding.keys === 'Space') && target?.closest(PRESSED)) return false;
  return binding.inDialogs === true || !isLayerOpen();
}

/** Toasts have the role of a dialog, too, but leave the page to itself. */
function isLayerOpen(): boolean {
  return [...document.querySelectorAll(LAYERS)].some(
    (layer) => layer.closest('[data-keys="through"]') === null && layer.getClientRects().length > 0,
  );
}

/**
 * Keys of a part of the page, for as long as it is shown. They are not heard while something is typed or a dialog is
 * open, unless they say so. The newest part goes first: what it handles, no other does.
 */
export function useKeys(bindings: readonly KeyBinding[], group: string): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const active = bindings.filter((binding) => binding.when !== false);
  // The handlers may be new with each render; what is listened to changes only with the keys.
  const signature = active.map(({ keys, label }) => `${keys}\t${label}`).join('\n');
  useEffect(() => {
    const shown = signature
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [keys = '', label = ''] = line.split('\t');
        return { keys, label };
      });
    const id = Symbol(group);
    registered.set(
      id,
      shown.map(({ keys, label }) => ({ keys, label, group })),
    );
    publish();
    const map = Object.fromEntries(
      shown.map(({ keys }) => [
        keys,
        (event: KeyboardEvent) => {
          const binding = latest.current.find((one) => one.keys === keys && one.when !== false);
          if (!binding || !isHeard(event, binding)) return;
          event.preventDefault();
          binding.run();
        },
      ]),
    );
    const stop = tinykeys(window, map);
    return () => {
      stop();
      registered.delete(id);
      publish();
    };
  }, [signature, group]);
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES: Record<string, string> = {
  $mod: isMac ? '⌘' : 'Ctrl',
  Control: 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Alt: isMac ? '⌥' : 'Alt',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The caps of a binding, press by press: `g r` is two presses, `$mod+k` one of two caps. */
export function keyCaps(keys: string): string[][] {
  return keys
    .split(' ')
    .map((press) =>
      press.split('+').map((cap) => NAMES[cap] ?? (cap.length === 1 ? cap.toUpperCase() : cap)),
    );
}
