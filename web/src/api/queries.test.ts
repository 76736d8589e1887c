import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { catalogueKeys, mergeSensors, withChange } from './queries';
import type { Sensor } from './types';

const sensor = (id: string, name = id) => ({ id, name, standing: 'active' }) as Sensor;

it('takes in sensors that are new, changed or gone', () => {
  const after = withChange([sensor('a'), sensor('b'), sensor('c')], {
    changed: [sensor('b', 'renamed'), sensor('d')],
    removed: ['c'],
  });
  expect(after.map((one) => one.name)).toEqual(['a', 'renamed', 'd']);
});

it('has no sensors that wait, are blocked or retired among those in use', () => {
  const standing = (id: string, is: string) => ({ ...sensor(id), standing: is }) as Sensor;
  const after = withChange([sensor('a'), sensor('b')], {
    changed: [standing('b', 'retired'), standing('c', 'waiting'), standing('d', 'active')],
    removed: [],
  });
  expect(after.map((one) => one.id)).toEqual(['a', 'd']);
});

/** A list of sensors whose answers the test gives, one by one. */
function listed() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const answers: ((sensors: Sensor[]) => void)[] = [];
  const observer = new QueryObserver<Sensor[]>(queries, {
    queryKey: catalogueKeys.sensors,
    queryFn: ({ signal: _ }) => new Promise((resolve) => answers.push(resolve)),
  });
  const stop = observer.subscribe(() => {});
  const names = () => queries.getQueryData<Sensor[]>(catalogueKeys.sensors)?.map((one) => one.name);
  return { queries, answers, names, stop };
}

it.each([
  'the first answer',
  'a later answer',
])('lets no change be undone by %s that left before it', async (which) => {
  const { queries, answers, names, stop } = listed();
  if (which === 'a later answer') {
    answers[0]?.([sensor('a', 'old')]);
    await vi.waitFor(() => expect(names()).toEqual(['old']));
    void queries.invalidateQueries({ queryKey: catalogueKeys.sensors });
  }
  const asked = answers.length;
  mergeSensors(queries, { changed: [sensor('a', 'new')], removed: [] });
  await vi.waitFor(() => expect(answers).toHaveLength(asked + 1));
  answers[asked - 1]?.([sensor('a', 'old')]);
  answers[asked]?.([sensor('a', 'new')]);
  await vi.waitFor(() => expect(names()).toEqual(['new']));
  stop();
  queries.clear();
});

it('asks for nothing when no answer is on its way and nothing else changed', async () => {
  const { queries, answers, names, stop } = listed();
  answers[0]?.([sensor('a', 'old')]);
  await vi.waitFor(() => expect(names()).toEqual(['old']));
  mergeSensors(queries, { changed: [sensor('a', 'new')], removed: [] });
  expect(names()).toEqual(['new']);
  expect(answers).toHaveLength(1);
  stop();
  queries.clear();
});
