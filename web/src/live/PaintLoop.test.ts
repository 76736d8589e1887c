import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PaintLoop } from './PaintLoop';

let due: (() => void)[];
let loop: PaintLoop;

beforeEach(() => {
  due = [];
  loop = new PaintLoop({ request: (callback) => due.push(callback), cancel: () => {} });
});

function animationFrame() {
  const callbacks = due;
  due = [];
  for (const callback of callbacks) {
    callback();
  }
}

describe('PaintLoop', () => {
  it('paints a sensor once a frame, however often it changed', () => {
    const paint = vi.fn();
    loop.show(1, paint);
    for (let i = 0; i < 100; i++) {
      loop.mark(1);
    }
    expect(paint).not.toHaveBeenCalled();
    animationFrame();
    expect(paint).toHaveBeenCalledTimes(1);
    expect(due).toHaveLength(0);
  });

  it('paints only what changed', () => {
    const painters = [1, 2, 3].map((sensor) => {
      const paint = vi.fn();
      loop.show(sensor, paint);
      return paint;
    });
    animationFrame();
    loop.mark(2);
    animationFrame();
    expect(painters.map((paint) => paint.mock.calls.length)).toEqual([1, 2, 1]);
    expect(loop.paintedLast).toBe(1);
  });

  it('asks for no frame for a sensor that nobody sees', () => {
    loop.mark(9);
    expect(due).toHaveLength(0);
  });

  it('stops painting what left the screen', () => {
    const paint = vi.fn();
    const leave = loop.show(1, paint);
    loop.mark(1);
    leave();
    animationFrame();
    expect(paint).not.toHaveBeenCalled();
  });

  it('paints all in sight once a second, as ages go on counting', () => {
    const paint = vi.fn();
    loop.show(1, paint);
    animationFrame();
    loop.tick();
    animationFrame();
    expect(paint).toHaveBeenCalledTimes(2);
  });

  it('brings all that is out of sight up to date, some each second', () => {
    const painters = Array.from({ length: 100 }, () => vi.fn());
    for (const paint of painters) {
      loop.keep(paint);
    }
    loop.tick();
    expect(painters.filter((paint) => paint.mock.calls.length > 0)).toHaveLength(40);
    loop.tick();
    loop.tick();
    expect(painters.every((paint) => paint.mock.calls.length > 0)).toBe(true);
    expect(painters.reduce((sum, paint) => sum + paint.mock.calls.length, 0)).toBe(120);
  });
});
