import { ActionIcon, SegmentedControl, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { signOut } from '../api/client';
import { TEMPERATURE_UNITS, type TemperatureUnit } from '../lib/units';
import { setPreference, usePreferences } from '../preferences';
import { HelpDialog } from './HelpDialog';
import { Icon, type IconName } from './icons';
import classes from './Layout.module.css';
import { MainMenu } from './MainMenu';
import { useShortcuts } from './useShortcuts';

const SCHEMES = ['auto', 'light', 'dark'] as const;
const SCHEME_ICONS: Record<(typeof SCHEMES)[number], IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };

interface LayoutProps {
  /** Someone is signed in, and may sign out. */
  signedIn?: boolean;
  /** The pages can be gone to. */
  menu?: boolean;
  banner?: ReactNode;
  children: ReactNode;
}

export function Layout({ signedIn = false, menu = false, banner, children }: LayoutProps) {
  const { temperatureUnit } = usePreferences();
  const [helpOpened, help] = useDisclosure(false);
  const navigate = useNavigate();
  useShortcuts({
    '?': help.open,
    u: () => {
      const next = (TEMPERATURE_UNITS.indexOf(temperatureUnit) + 1) % TEMPERATURE_UNITS.length;
      setPreference('temperatureUnit', TEMPERATURE_UNITS[next] as TemperatureUnit);
    },
    ...(menu
      ? {
          o: () => void navigate('/'),
          i: () => void navigate('/inbox'),
          s: () => void navigate('/manage'),
        }
      : {}),
  });
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.brand} aria-label="Isotherm, overview">
          <Mark />
          <span>Isotherm</span>
        </Link>
        {menu && <MainMenu />}
        <div className={classes.tools}>
          <SegmentedControl
            aria-label="Unit of temperatures"
            classNames={{ root: classes.units ?? '', label: classes.unit ?? '' }}
            data={TEMPERATURE_UNITS.map((unit) => ({ value: unit, label: unit }))}
            value={temperatureUnit}
            onChange={(unit) => setPreference('temperatureUnit', unit as TemperatureUnit)}
          />
          <SchemeButton />
          <Tool label="Keyboard shortcuts and help" icon="help" onClick={help.open} />
          <Tooltip label="API documentation">
            <ActionIcon
              component="a"
              href="/api/docs"
              variant="subtle"
              color="gray"
              size={44}
              aria-label="API documentation"
              className={classes.tool ?? ''}
            >
              <Icon name="code" size={18} />
            </ActionIcon>
          </Tooltip>
          {signedIn && <SignOutButton />}
        </div>
      </header>
      {banner}
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
      <HelpDialog opened={helpOpened} onClose={help.close} />
    </>
  );
}

function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = SCHEMES[(SCHEMES.indexOf(colorScheme) + 1) % SCHEMES.length] ?? 'auto';
  return (
    <Tool
      label={`Colours: ${colorScheme}. Switch to ${next}`}
      icon={SCHEME_ICONS[colorScheme]}
      onClick={() => setColorScheme(next)}
    />
  );
}

function SignOutButton() {
  const queries = useQueryClient();
  return (
    <Tool
      label="Sign out"
      icon="out"
      onClick={() => {
        // The session may have ended by itself: either way the status says what to show.
        void signOut()
          .catch(() => {})
          .then(() => queries.resetQueries());
      }}
    />
  );
}

function Tool({ label, icon, onClick }: { label: string; icon: IconName; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={label}
        onClick={onClick}
        className={classes.tool ?? ''}
      >
        <Icon name={icon} size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0b5f78" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M5 22c5 0 5-6 11-6s6 6 11 6" opacity=".55" />
        <path d="M5 16c5 0 5-6 11-6s6 6 11 6" />
      </g>
    </svg>
  );
}
