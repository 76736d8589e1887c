import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { useStatus } from './api/queries';
import { ConnectionBanner } from './components/ConnectionBanner';
import { Layout } from './components/Layout';
import { Loading } from './components/Loading';
import { ProblemNotice } from './components/ProblemNotice';
import { LiveProvider } from './live/LiveProvider';
import { NotFoundPage } from './pages/NotFoundPage';
import { OverviewPage } from './pages/OverviewPage';
import { SignInPage } from './pages/SignInPage';

// The overview comes first: what only other pages need, the chart library above all, waits until it is asked for.
const SensorPage = lazy(() => import('./pages/SensorPage'));
const InboxPage = lazy(() => import('./inbox/InboxPage'));
const ImportPage = lazy(() => import('./importing/ImportPage'));
const RegistryRoutes = lazy(() => import('./registry/RegistryRoutes'));
const StatusPage = lazy(() => import('./status/StatusPage'));
const SendersPage = lazy(() => import('./senders/SendersPage'));

export function App() {
  const { data: status, error, refetch } = useStatus();
  if (status === undefined) {
    return (
      <Layout>
        {error === null ? (
          <Loading what="Connecting to the server" />
        ) : (
          <ProblemNotice error={error} onRetry={refetch} />
        )}
      </Layout>
    );
  }
  if (status.signInRequired && !status.signedIn) {
    return (
      <Layout>
        <SignInPage />
      </Layout>
    );
  }
  return (
    <LiveProvider>
      <Layout menu signedIn={status.signInRequired} banner={<ConnectionBanner />}>
        <Suspense fallback={<Loading what="Loading the page" />}>
          <Routes>
            <Route path="/" element={<OverviewPage />} />
            <Route path="/sensors/:id" element={<SensorPage />} />
            <Route path="/inbox" element={<InboxPage />} />
            <Route path="/manage/*" element={<RegistryRoutes />} />
            <Route path="/import" element={<ImportPage />} />
            <Route path="/senders" element={<SendersPage />} />
            <Route path="/status" element={<StatusPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </Layout>
    </LiveProvider>
  );
}
