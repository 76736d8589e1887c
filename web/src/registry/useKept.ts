import { useQuery } from '@tanstack/react-query';
import { fetchKept, type Kept } from '../api/client';

export const keptKey = (kind: keyof Kept, id: string) => ['kept', kind, id] as const;

/** The thing as it is when its form opens; not changed under the hands of who writes in it. */
export function useKept<K extends keyof Kept>(kind: K, id: string) {
  return useQuery({
    queryKey: keptKey(kind, id),
    queryFn: ({ signal }) => fetchKept(kind, id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
