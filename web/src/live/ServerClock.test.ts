import { describe, expect, it } from 'vitest';
import { ServerClock } from './ServerClock';

function clockAt(start: number) {
  const here = { now: start };
  return { here, clock: new ServerClock(() => here.now) };
}

describe('ServerClock', () => {
  it('tells the server time where this machine is hours behind', () => {
    const { here, clock } = clockAt(1_000);
    clock.observe(7_201_000);
    here.now += 500;
    expect(clock.now()).toBe(7_201_500);
  });

  it('believes the quickest of several samples, as the others were longer on their way', () => {
    const { here, clock } = clockAt(10_000);
    clock.observe(10_000);
    here.now = 11_000;
    clock.observe(10_600);
    expect(clock.skew()).toBe(0);
    here.now = 12_000;
    clock.observe(12_040);
    expect(clock.skew()).toBe(40);
  });

  it('follows a slow drift after a minute', () => {
    const { here, clock } = clockAt(0);
    clock.observe(100);
    here.now = 61_000;
    clock.observe(61_050);
    expect(clock.skew()).toBe(50);
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('follows at once when this clock is set %s', (_, by) => {
    const { here, clock } = clockAt(100_000_000);
    clock.observe(100_000_000);
    here.now += by;
    clock.observe(100_001_000);
    expect(clock.now()).toBe(100_001_000);
  });
});
