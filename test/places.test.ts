import { expect, it } from 'vitest';
import { createPlaces } from '../src/limits/places.js';
import { createSocketPlaces, SOCKET_LIMITS } from '../src/limits/socket-places.js';

it('places are given back once, and only by who has one', () => {
  const places = createPlaces({ total: 2, reserve: 0, fewPerHolder: 0 });
  expect([places.take('a', 2), places.take('a', 2), places.take('b', 2)]).toEqual([true, true, false]);
  places.release('b');
  expect(places.take('b', 2)).toBe(false);
  places.release('a');
  expect(places.take('b', 2)).toBe(true);
  expect([places.heldBy('a'), places.heldBy('b')]).toEqual([1, 1]);
});

it('bare connections of one address, and of all, leave room for those who say who they are', () => {
  const places = createSocketPlaces();
  const own = Array.from({ length: 60 }, () => places.enter('192.0.2.1'));
  expect(own.filter((seat) => seat !== null)).toHaveLength(SOCKET_LIMITS.waitingPerAddress);
  const known = places.enter('192.0.2.2');
  expect(known?.admit('ada', 1)).toBe(true);
  expect(places.enter('192.0.2.2')?.admit('ada', 1)).toBe(false);
  known?.leave();
  known?.leave();
  expect(places.enter('192.0.2.2')?.admit('ada', 1)).toBe(true);
  for (const seat of own) seat?.leave();
  expect(places.enter('192.0.2.1')).not.toBeNull();
});

it('one user, some users, one address: none of them takes the last connections', () => {
  const places = createSocketPlaces();
  const open = (address: string, user: string, times: number, perUser: number) => {
    let opened = 0;
    for (let turn = 0; turn < times; turn += 1) {
      const seat = places.enter(address);
      if (seat?.admit(user, perUser)) opened += 1;
      else seat?.leave();
    }
    return opened;
  };
  expect(open('192.0.2.1', 'u0', 100, 50)).toBe(50);
  for (let user = 1; user < 40; user += 1) open('192.0.2.1', `u${user}`, 50, 50);
  expect(open('192.0.2.1', 'one more', 1, 50)).toBe(0);
  for (let user = 0; user < 40; user += 1) open('192.0.2.2', `v${user}`, 50, 50);
  expect(open('192.0.2.3', 'late', 50, 50)).toBe(SOCKET_LIMITS.fewPerHolder);
});

it('who left while it was asked who they are takes no place', () => {
  const places = createSocketPlaces();
  const seat = places.enter('192.0.2.1');
  seat?.leave();
  expect(seat?.admit('ada', 1)).toBe(false);
  expect(places.enter('192.0.2.1')?.admit('ada', 1)).toBe(true);
});
