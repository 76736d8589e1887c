import { Component, type ReactNode } from 'react';

interface State {
  error: Error | null;
}

/** What is left when the page itself fails; most often it is older than the server, and a reload mends it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    if (this.state.error === null) {
      return this.props.children;
    }
    return (
      <main style={{ maxWidth: '40rem', margin: '4rem auto', padding: '0 1rem' }} role="alert">
        <h1>This page stopped working</h1>
        <p>The server may have been updated since it was opened. Nothing that was recorded is affected.</p>
        <p className="muted">{this.state.error.message}</p>
        <p>
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      </main>
    );
  }
}
