import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' },
      },
      {
        test: { name: 'database', include: ['tests/database/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 120_000 },
      },
      await defineVitestProject({
        test: { name: 'components', include: ['tests/components/**/*.test.ts'], environment: 'nuxt' },
      }),
    ],
  },
})
