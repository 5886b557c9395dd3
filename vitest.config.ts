import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

export default defineConfig(async () => ({
  test: {
    // Left to itself, vitest keeps one core free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' },
      },
      await defineVitestProject({
        test: {
          name: 'components',
          include: ['tests/components/**/*.test.ts'],
          environment: 'nuxt',
          environmentOptions: { nuxt: { domEnvironment: 'happy-dom' } },
          hookTimeout: 60_000,
          testTimeout: 30_000,
        },
      }),
      {
        test: {
          name: 'database',
          include: ['tests/database/**/*.test.ts'],
          environment: 'node',
          hookTimeout: 120_000,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          environment: 'node',
          globalSetup: 'tests/journeys/server.ts',
          setupFiles: 'tests/journeys/own-server.ts',
          maxConcurrency: 2,
          hookTimeout: 60_000,
          testTimeout: 60_000,
        },
      },
    ],
  },
}))
