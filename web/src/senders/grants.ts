import type { Grant, Site } from '../api/types';

export type GrantKind = 'devices' | 'site' | 'all';

/** What the form of a new token says. */
export interface TokenForm {
  name: string;
  kind: GrantKind;
  /** Keys of devices, by line or comma. */
  devices: string;
  /** The id of the site. */
  site: string;
}

/** A token is for so many keys at most. */
const MOST_DEVICES = 100;

/** What a token is to be for; null while the form does not tell. */
export function grantOf({ kind, devices, site }: TokenForm): Grant | null {
  switch (kind) {
    case 'devices': {
      const keys = [...new Set(devices.split(/[\n,]/).map((key) => key.trim()))].filter((key) => key !== '');
      return keys.length === 0 || keys.length > MOST_DEVICES ? null : { devices: keys };
    }
    case 'site':
      return site === '' ? null : { site };
    case 'all':
      return { all: true };
  }
}

/** What a token is for, in words. */
export function grantText(grant: Grant, sites: readonly Site[]): string {
  if (grant.devices !== undefined) {
    return `${grant.devices.length === 1 ? 'device' : 'devices'} ${grant.devices.join(', ')}`;
  }
  if (grant.site !== undefined) {
    return `devices at ${sites.find((site) => site.id === grant.site)?.name ?? grant.site}`;
  }
  return grant.all === true ? 'all devices' : 'nothing that this page knows';
}
