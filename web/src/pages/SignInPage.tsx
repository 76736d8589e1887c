import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn } from '../api/client';
import { ApiError } from '../api/http';
import { useTitle } from '../components/useTitle';
import classes from './SignInPage.module.css';

export function SignInPage() {
  useTitle('Sign in');
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: signIn,
    onSuccess: () => queries.resetQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(token.trim());
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>Sign in</h1>
      <p className="muted">This server asks for the administrator's token.</p>
      <PasswordInput
        label="Administrator's token"
        description="It is in the file that the server was started with (--admin-token-file)."
        size="md"
        autoComplete="current-password"
        required
        data-autofocus
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={error === null ? undefined : reason(error)}
        errorProps={{ role: 'alert' }}
      />
      <Button type="submit" size="md" loading={isPending} disabled={token.trim() === ''}>
        Sign in
      </Button>
    </form>
  );
}

function reason(error: Error): string {
  if (error instanceof ApiError && error.status === 401) {
    return 'That is not the token. Check for missing characters.';
  }
  return error instanceof ApiError ? `${error.problem.title}. ${error.problem.detail ?? ''}` : error.message;
}
