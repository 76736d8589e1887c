import { expect, test } from 'vitest';
import { leftOffLines, notWhole } from './missing';

test('of a whole answer nothing is said', () => {
  expect(notWhole(0, 'senders')).toBeNull();
  expect(leftOffLines(0)).toBeNull();
});

test('a server before this one says nothing of it', () => {
  expect(notWhole(undefined, 'senders')).toBeNull();
  expect(leftOffLines(undefined)).toBeNull();
});

test('processes that are missing are counted, where that is known', () => {
  expect(notWhole(1, 'messages')).toBe(
    'One other process of this server did not answer or could not be asked: messages may be missing here.',
  );
  expect(notWhole(3, 'messages')).toMatch(/^3 other processes of this server /);
  expect(notWhole(null, 'messages')).toMatch(/^Other processes of this server could not be asked/);
});

test('lines that were left off are counted', () => {
  expect(leftOffLines(1)).toMatch(/^One more sender/);
  expect(leftOffLines(1_500)).toMatch(/^1,500 more senders/);
});
