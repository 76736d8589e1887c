import { expect, it } from 'vitest';
import type { Newcomer } from '../api/types';
import { inOrder } from './order';

const heard = (id: string, last: number | null) => ({ id, last }) as Newcomer;

it('shows the latest heard first', () => {
  expect(inOrder([], [heard('a', 1), heard('b', 3), heard('c', null), heard('d', 2)])).toEqual([
    'b',
    'd',
    'a',
    'c',
  ]);
});

it('leaves what is shown where it is, whoever is heard', () => {
  expect(inOrder(['b', 'a'], [heard('a', 9), heard('b', 3)])).toEqual(['b', 'a']);
});

it('puts newcomers on top, and takes out who is gone', () => {
  expect(inOrder(['b', 'a'], [heard('a', 1), heard('c', 5)])).toEqual(['c', 'a']);
});
