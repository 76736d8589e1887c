import { expect, it, vi } from 'vitest';
import { FleetStates } from './FleetStates';
import { LiveStore } from './LiveStore';
import { ServerClock } from './ServerClock';

const NOW = 1_790_000_000_000;

it('tells of states that changed, and of nothing else', () => {
  const here = { now: NOW };
  const store = new LiveStore(new ServerClock(() => here.now));
  const fleet = new FleetStates(store);
  const told = vi.fn();
  fleet.subscribe(told);
  store.setStaleAfter(1, 15_000);
  store.setStaleAfter(2, 15_000);
  fleet.setSensors([1, 2]);
  expect(told).not.toHaveBeenCalled();

  store.applySnapshot({ s: [1], t: [NOW], v: [4], q: [0], now: NOW }, true);
  fleet.refresh();
  expect(fleet.snapshot().counts).toMatchObject({ ok: 1, none: 1, stale: 0 });

  store.apply({ s: [1], t: [NOW + 1], v: [5], q: [0], now: NOW + 1 });
  fleet.refresh();
  expect(told).toHaveBeenCalledTimes(1);

  here.now += 20_000;
  fleet.refresh();
  expect(told).toHaveBeenCalledTimes(2);
  expect(fleet.snapshot().states.get(1)).toBe('stale');
});
