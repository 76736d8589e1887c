import { expect, it } from 'vitest';
import { parsePreferences } from './preferences';

it.each([
  [null, { temperatureUnit: '°C', sort: 'worst', shortcuts: true }],
  [
    '{"temperatureUnit":"°F","sort":"name","shortcuts":false}',
    { temperatureUnit: '°F', sort: 'name', shortcuts: false },
  ],
  ['{"temperatureUnit":"°R","sort":7}', { temperatureUnit: '°C', sort: 'worst', shortcuts: true }],
  ['not json', { temperatureUnit: '°C', sort: 'worst', shortcuts: true }],
  ['null', { temperatureUnit: '°C', sort: 'worst', shortcuts: true }],
])('reads %s', (text, expected) => {
  expect(parsePreferences(text)).toEqual(expected);
});
