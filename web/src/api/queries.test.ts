import { expect, it } from 'vitest';
import { withChange } from './queries';
import type { Sensor } from './types';

const sensor = (id: string, name = id) => ({ id, name }) as Sensor;

it('takes in sensors that are new, changed or gone', () => {
  const after = withChange([sensor('a'), sensor('b'), sensor('c')], {
    changed: [sensor('b', 'renamed'), sensor('d')],
    removed: ['c'],
  });
  expect(after.map((one) => one.name)).toEqual(['a', 'renamed', 'd']);
});
