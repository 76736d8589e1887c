import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, getJson, problemOf } from './http';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('errors of the API', () => {
  it('carry the problem document', async () => {
    const body = JSON.stringify({ title: 'Not Found', status: 404, detail: 'There is no sensor x.' });
    expect(await problemOf(new Response(body, { status: 404 }))).toEqual({
      title: 'Not Found',
      status: 404,
      detail: 'There is no sensor x.',
    });
  });

  it('are told from the status line where a proxy answers in its own way', async () => {
    const response = new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
    expect(await problemOf(response)).toEqual({ title: 'Bad Gateway', status: 502 });
  });

  it('say that the server cannot be reached where it cannot', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await getJson('/api/v1/status').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).status).toBe(0);
  });

  it('do not hide that the caller gave up', async () => {
    const caller = new AbortController();
    caller.abort();
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => Promise.reject(init.signal?.reason));
    await expect(getJson('/api/v1/status', caller.signal)).rejects.toHaveProperty('name', 'AbortError');
  });
});
