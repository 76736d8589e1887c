import type { State } from '../lib/state';

/** Line icons on a 16 px grid; decoration only, the text beside them says the same. */
const PATHS = {
  ok: 'M3.5 8.5l3 3 6-7',
  fault: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  stale: 'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM8 5v3.2l2.2 1.5',
  suspect: 'M8 2.4l6 10.8H2L8 2.4zM8 6.6v3M8 11.3v.1',
  none: 'M3.5 8h9',
  offline:
    'M2 2l12 12M4.6 9.2a5 5 0 012-1.3M2.4 6.6A8.5 8.5 0 015 4.9M8.6 7.6a5 5 0 012.8 1.6M7.4 4.1a8.6 8.6 0 016.2 2.5M8 12.6v.1',
  search: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.4 10.4L14 14',
  sun: 'M8 5a3 3 0 100 6 3 3 0 000-6zM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13.4 9.6A5.8 5.8 0 016.4 2.6a5.8 5.8 0 107 7z',
  auto: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12M8 5h3.8M8 8h6M8 11h4',
  help: 'M5.8 6a2.2 2.2 0 114 1.3c-.7.7-1.8 1-1.8 2.2M8 12.2v.1',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  out: 'M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6',
  left: 'M10 3L5 8l5 5',
  right: 'M6 3l5 5-5 5',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  check: 'M3.5 8.5l3 3 6-7',
  block: 'M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2zM4 4l8 8',
  bin: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4',
  edit: 'M3 13l.6-2.8L11 2.8l2.2 2.2-7.4 7.4L3 13z',
  upload: 'M8 10V3M5 5.5l3-3 3 3M3 13h10',
} as const;

export type IconName = keyof typeof PATHS;

export function iconPath(name: IconName): string {
  return PATHS[name];
}

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function stateIcon(state: State | 'offline' | 'waiting'): IconName {
  return state === 'waiting' ? 'none' : state;
}
