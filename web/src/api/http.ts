import type { Problem } from './types';

const TIMEOUT = 20_000;

/** A problem document, as far as one came. */
export type Trouble = Pick<Problem, 'title' | 'status'> & Partial<Problem>;

/** What went wrong with a request, in words for people; `status` is 0 where no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Trouble;

  constructor(problem: Trouble) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** Sends a body of JSON. */
export function sendJson(
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: unknown,
  etag?: string,
): Promise<Response> {
  return request(path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(etag === undefined ? {} : { 'If-Match': etag }) },
    body: JSON.stringify(body),
  });
}

/** Whether this version of the server does not have what was asked for at all. */
export function isMissing(error: Error | null): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405 || error.status === 501);
}

/**
 * Sends a request; every failure but an abort by the caller becomes an {@link ApiError}.
 *
 * @param within milliseconds that the answer may take
 */
export async function request(
  path: string,
  init: RequestInit = {},
  within: number = TIMEOUT,
): Promise<Response> {
  const timeout = AbortSignal.timeout(within);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  let response: Response;
  try {
    // An answer from the browser's cache must not pass for the server's word: ask, if only whether it still holds.
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-cache', ...init, signal });
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    throw new ApiError(
      timeout.aborted
        ? {
            status: 0,
            title: 'The server did not answer in time',
            detail: `No answer in ${within / 1000} s.`,
          }
        : {
            status: 0,
            title: 'The server cannot be reached',
            detail: 'Is it running, and is the network up?',
          },
    );
  }
  if (!response.ok) {
    throw new ApiError(await problemOf(response));
  }
  return response;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, signal ? { signal } : {});
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new ApiError({
      status: response.status,
      title: 'The answer is not what was expected',
      detail: path,
    });
  }
}

/** The problem document of a response; one made from its status line where it carries none. */
export async function problemOf(response: Response): Promise<Trouble> {
  const title = response.statusText || `The server answered with ${response.status}`;
  try {
    const body = (await response.json()) as Partial<Problem>;
    return {
      status: response.status,
      title: typeof body.title === 'string' ? body.title : title,
      ...(typeof body.detail === 'string' ? { detail: body.detail } : {}),
    };
  } catch {
    return { status: response.status, title };
  }
}
