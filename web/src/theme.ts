import { Button, createTheme, Input, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e8f5f9',
  '#d3e8f0',
  '#a6d0e0',
  '#76b7cf',
  '#4fa2c1',
  '#3695b8',
  '#1f83a6',
  '#0b6e8f',
  '#0b5f78',
  '#064c61',
];

/** Surfaces and lines of the dark scheme, from the text down to the page; as in global.css. */
const slate: MantineColorsTuple = [
  '#e7edf2',
  '#c5d0d9',
  '#a3b1bd',
  '#7f909d',
  '#2c3943',
  '#24303a',
  '#1c2730',
  '#172027',
  '#11181e',
  '#0f151a',
];

export const theme = createTheme({
  colors: { sea, dark: slate },
  primaryColor: 'sea',
  primaryShade: { light: 8, dark: 7 },
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  // What is to be touched is at least 44 pixels high.
  components: {
    Button: Button.extend({
      vars: (_, { size }) => ({ root: size === 'md' ? { '--button-height': '44px' } : {} }),
    }),
    Input: Input.extend({
      vars: (_, { size }) => ({ wrapper: size === 'md' ? { '--input-height': '44px' } : {} }),
    }),
  },
});
