import { Loader } from '@mantine/core';

export function Loading({ what }: { what: string }) {
  return (
    <div role="status" style={{ display: 'flex', gap: '0.75rem', alignItems: 'center', padding: '2rem 0' }}>
      <Loader size="sm" aria-hidden="true" />
      <span className="muted">{what}…</span>
    </div>
  );
}
