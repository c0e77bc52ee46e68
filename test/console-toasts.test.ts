import { expect, it } from 'vitest';
import { closeToast, connectToasts, showToast } from '../console/src/ui/toast-queue.js';

it('keeps toasts until there is what shows them, in their order, but none that was closed', () => {
  const shown: string[] = [];
  const closed: string[] = [];
  const sink = { show: ({ id }: { id: string }) => shown.push(id), close: (id: string) => closed.push(id) };
  for (const id of ['a', 'b', 'c']) showToast({ id, kind: 'info', title: id });
  closeToast('b');
  const stop = connectToasts(sink);
  expect(shown).toEqual(['a', 'c']);
  showToast({ id: 'd', kind: 'error', title: 'd' });
  closeToast('d');
  stop();
  showToast({ id: 'e', kind: 'info', title: 'e' });
  expect(shown).toEqual(['a', 'c', 'd']);
  expect(closed).toEqual(['d']);
  connectToasts(sink);
  expect(shown.at(-1)).toBe('e');
});
