import { expect, test } from 'vitest';
import type { PartState, StatusPart } from '../api/types';
import { nameOf, summaryOf, worstFirst } from './parts';

const part = (name: string, state: PartState): StatusPart => ({ part: name, state, since: 0 });

test('the worst comes first, otherwise the order stays', () => {
  const parts = [part('disk', 'ok'), part('spool', 'degraded'), part('clock', 'ok'), part('journal', 'down')];
  expect(worstFirst(parts).map((each) => each.part)).toEqual(['journal', 'spool', 'disk', 'clock']);
});

test('that the process does not stop is no news', () => {
  expect(worstFirst([part('stopping', 'ok')])).toEqual([]);
  expect(worstFirst([part('stopping', 'down')])).toHaveLength(1);
});

test('one sentence says how it is', () => {
  expect(summaryOf([part('disk', 'ok')])).toBe('All parts are well.');
  expect(summaryOf([part('disk', 'degraded'), part('mqtt-broker', 'degraded')])).toBe(
    'Needs a look: Disk, MQTT bridge.',
  );
  expect(summaryOf([part('disk', 'degraded'), part('journal', 'down')])).toBe('Down: Store.');
});

test('a part that this page does not know goes by its own name', () => {
  expect(nameOf('alarms')).toBe('alarms');
});
