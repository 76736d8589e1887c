import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useTitle } from '../components/useTitle';

export function NotFoundPage({ what = 'There is no such page.' }: { what?: string }) {
  useTitle('Not found');
  return (
    <div style={{ padding: '3rem 0', textAlign: 'center' }}>
      <h1>Not found</h1>
      <p className="muted">{what}</p>
      <Button component={Link} to="/" size="md" mt="lg">
        Go to the overview
      </Button>
    </div>
  );
}
