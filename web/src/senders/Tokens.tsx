import { Button, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createToken, fetchTokens, revokeToken } from '../api/client';
import { isMissing } from '../api/http';
import { useSites, useStatus } from '../api/queries';
import type { CreatedToken, Token } from '../api/types';
import { Age } from '../components/Age';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Icon } from '../components/icons';
import { Missing } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { Command } from '../components/SendingCommands';
import { type GrantKind, grantOf, grantText, type TokenForm } from './grants';
import classes from './Tokens.module.css';

const TOKENS = ['tokens'];

/** The tokens of senders: who may send, and what of. */
export function Tokens() {
  const { data: status } = useStatus();
  const { data: sites } = useSites();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: TOKENS,
    queryFn: ({ signal }) => fetchTokens(signal),
  });
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<CreatedToken | null>(null);
  const [leaving, setLeaving] = useState<Token | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: TOKENS });
  const revoking = useMutation({
    mutationFn: ({ token, reason }: { token: Token; reason: string }) => revokeToken(token.id, reason),
    onSuccess: () => {
      setLeaving(null);
      void refresh();
    },
  });
  return (
    <section className={classes.tokens} aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <p className="muted">
        A token lets a device, a gateway or an agent send readings, of what it is for and nothing else.
        {status?.signInRequired === false && ' Nobody has to sign in on this server, so senders need none.'}
      </p>
      {isMissing(error) ? (
        <Missing what="tokens of senders" />
      ) : (
        error !== null && <ProblemNotice error={error} onRetry={refetch} />
      )}
      {made !== null && (
        <div className={classes.made} role="status">
          <strong>The token of {made.name}, shown this once:</strong>
          <Command text={made.token} what="token" />
          <Button variant="default" size="md" onClick={() => setMade(null)}>
            I have it
          </Button>
        </div>
      )}
      {data !== undefined && data.length === 0 && <p>No tokens yet.</p>}
      <ul className={classes.list}>
        {(data ?? []).map((token) => (
          <li key={token.id}>
            <div>
              <strong>{token.name}</strong>{' '}
              <span className="muted">for {grantText(token.grant, sites ?? [])}</span>
              <br />
              <span className="muted">
                made <Age at={token.created} /> by {token.by},{' '}
                {token.lastUsed === null ? (
                  'not used yet'
                ) : (
                  <>
                    last used <Age at={token.lastUsed} />
                  </>
                )}
              </span>
            </div>
            <Button
              variant="default"
              size="md"
              aria-label={`Revoke the token of ${token.name}`}
              onClick={() => {
                revoking.reset();
                setLeaving(token);
              }}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {data !== undefined &&
        (adding ? (
          <AddToken
            onMade={(token) => {
              setAdding(false);
              setMade(token);
              void refresh();
            }}
            onCancel={() => setAdding(false)}
          />
        ) : (
          <Button size="md" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            Make a token
          </Button>
        ))}
      {leaving !== null && (
        <ConfirmDialog
          title={`Revoke the token of ${leaving.name}?`}
          action="Revoke"
          asksWhy
          pending={revoking.isPending}
          error={revoking.error}
          onConfirm={(reason) => revoking.mutate({ token: leaving, reason })}
          onClose={() => setLeaving(null)}
        >
          Whoever sends with it is refused from now on. That cannot be taken back; make a new token instead.
        </ConfirmDialog>
      )}
    </section>
  );
}

function AddToken({ onMade, onCancel }: { onMade: (token: CreatedToken) => void; onCancel: () => void }) {
  const { data: sites } = useSites();
  const [form, setForm] = useState<TokenForm>({ name: '', kind: 'devices', devices: '', site: '' });
  const grant = grantOf(form);
  const adding = useMutation({ mutationFn: createToken, onSuccess: onMade });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (grant !== null) {
      adding.mutate({ name: form.name.trim(), grant });
    }
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label="New token">
      <TextInput
        size="md"
        label="Name"
        description="Who is to send with it."
        placeholder="Gateway in the pharmacy"
        maxLength={100}
        required
        data-autofocus
        value={form.name}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
      />
      <Radio.Group
        label="May send readings of"
        value={form.kind}
        onChange={(kind) => setForm({ ...form, kind: kind as GrantKind })}
      >
        <div className={classes.kinds}>
          <Radio value="devices" label="certain devices" size="md" />
          <Radio value="site" label="the devices at a site" size="md" />
          <Radio value="all" label="all devices" size="md" />
        </div>
      </Radio.Group>
      {form.kind === 'devices' && (
        <Textarea
          size="md"
          label="Devices"
          description="Their keys, one a line. cellar/* is for all whose key begins with cellar/."
          placeholder="fridge-1"
          autosize
          minRows={2}
          value={form.devices}
          onChange={(event) => setForm({ ...form, devices: event.currentTarget.value })}
        />
      )}
      {form.kind === 'site' && (
        <NativeSelect
          size="md"
          label="Site"
          description="A device that is new is put there."
          data={[
            { value: '', label: 'Choose a site' },
            ...(sites ?? []).map((site) => ({ value: site.id, label: site.name })),
          ]}
          value={form.site}
          onChange={(event) => setForm({ ...form, site: event.currentTarget.value })}
        />
      )}
      {adding.error !== null && <ProblemNotice error={adding.error} />}
      <div className={classes.buttons}>
        <Button
          type="submit"
          size="md"
          loading={adding.isPending}
          disabled={form.name.trim() === '' || grant === null}
        >
          Make the token
        </Button>
        <Button variant="default" size="md" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
