import '@mantine/core/styles.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App';
import { ApiError } from './api/http';
import { ErrorBoundary } from './components/ErrorBoundary';
import { theme } from './theme';

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended shows on the next request; the status says whether to sign in.
      if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== 'status') {
        void queries.invalidateQueries({ queryKey: ['status'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      // A server on this machine or network is reachable whatever the browser thinks of the internet.
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof ApiError && error.status >= 400) && failures < 3,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 3_000),
    },
    mutations: { networkMode: 'always' },
  },
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <ErrorBoundary>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </ErrorBoundary>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
