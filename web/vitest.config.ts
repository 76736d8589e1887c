import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Unit tests: pure logic, and components in jsdom. Counted from target/unit.xml. */
export default defineConfig({
  plugins: [react()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    environment: 'jsdom',
    reporters: ['default', ['junit', { outputFile: 'target/unit.xml' }]],
  },
});
