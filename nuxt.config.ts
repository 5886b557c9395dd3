import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import tailwindcss from '@tailwindcss/vite'
import { version } from './package.json'
import { writeServiceWorker } from './scripts/service-worker'
import { offlineShellPath } from './server/utils/offline-shell'
import { languages } from './shared/languages'
import { isCompleteLanguage } from './shared/translation-status'

/** The Supabase module logs the body of a request that failed: people's data. Ours logs nothing: shared/fetch-with-retry.ts. */
const quietFetch = {
  name: 'quiet-supabase-fetch',
  enforce: 'pre' as const,
  load(id: string) {
    if (!/@nuxtjs\/supabase\/.*\/fetch-retry\.js$/.test(id)) return null
    return stripTypeScriptTypes(readFileSync(new URL('shared/fetch-with-retry.ts', import.meta.url), 'utf8'))
  },
}

export default defineNuxtConfig({

  modules: [
    '@nuxt/eslint',
    '@nuxtjs/supabase',
    '@pinia/nuxt',
    '@nuxtjs/i18n',
    '@nuxt/icon',
  ],
  ssr: true,

  components: [{ path: '~/components', extensions: ['vue'] }],
  devtools: { enabled: false },

  app: {
    head: {
      viewport: 'width=device-width, initial-scale=1, viewport-fit=cover',
      meta: [{ name: 'theme-color', content: '#0b4d54' }],
      link: [
        { rel: 'manifest', href: '/manifest.webmanifest' },
        { rel: 'icon', type: 'image/svg+xml', href: '/icons/icon.svg' },
        { rel: 'apple-touch-icon', href: '/icons/apple-touch-icon.png' },
      ],
    },
  },

  css: [
    '@fontsource-variable/atkinson-hyperlegible-next/index.css',
    '~/assets/css/main.css',
  ],

  runtimeConfig: {
    public: {
      version,
      /** Set for each request by server/plugins/backend.ts. */
      demo: false,
      embedded: true,
    },
  },
  srcDir: '.',

  // Made in the browser alone, so that it holds nobody's data and can be kept there: assets/service-worker.ts.
  routeRules: { [offlineShellPath]: { ssr: false } },

  experimental: { typedPages: true },
  compatibilityDate: '2026-11-01',

  nitro: {
    compressPublicAssets: { gzip: true, brotli: true },
    rollupConfig: { plugins: [quietFetch] },
    experimental: { tasks: true },
    // On Supabase pg_cron does this: docs/pathways.md, docs/privacy/rights.md.
    scheduledTasks: { '10 2 * * *': ['pathways:move-people'], '40 2 * * *': ['plans:keep-no-longer'] },
    serverAssets: [
      { baseName: 'migrations', dir: '../supabase/migrations' },
      { baseName: 'pathways', dir: '../supabase/pathways' },
      { baseName: 'seeds', dir: '../supabase/seeds' },
    ],
    externals: {
      // Both find their WebAssembly and data files beside their own code.
      traceInclude: ['node_modules/@electric-sql/pglite/dist/index.js', 'node_modules/@supabase/lite/dist/index.js'],
    },
  },

  vite: {
    plugins: [tailwindcss(), quietFetch],
    $client: {
      build: {
        rollupOptions: {
          output: {
            // What many pages share comes in one file, not in a hundred of a few hundred bytes each.
            codeSplitting: { groups: [{ name: 'common', minShareCount: 8, maxModuleSize: 20_000 }] },
          },
        },
      },
    },
  },

  typescript: {
    strict: true,
    tsConfig: {
      compilerOptions: { noUncheckedIndexedAccess: true },
    },
  },
  telemetry: false,

  hooks: {
    'nitro:build:public-assets': nitro => writeServiceWorker({ publicFolder: nitro.options.output.publicDir, shell: offlineShellPath }),
    // The styleguide shows components to contributors; a production build does not contain it.
    'pages:extend'(pages) {
      if (process.env.NODE_ENV !== 'production') return
      const at = pages.findIndex(page => page.name === 'styleguide')
      if (at >= 0) pages.splice(at, 1)
    },
  },

  eslint: {
    config: {
      stylistic: { indent: 2, quotes: 'single', semi: false, commaDangle: 'always-multiline' },
    },
  },

  i18n: {
    restructureDir: '',
    langDir: 'locales',
    defaultLocale: 'en',
    strategy: 'no_prefix',
    // English stands in, word by word, for what is not translated yet. A page is sent its own language only.
    locales: languages.map(language => ({
      ...language,
      files: isCompleteLanguage(language.code) ? [`${language.code}.json`] : ['en.json', `${language.code}.json`],
    })),
    detectBrowserLanguage: {
      useCookie: true,
      cookieKey: 'onward-locale',
      fallbackLocale: 'en',
    },
  },

  icon: {
    provider: 'none',
    serverBundle: 'local',
    clientBundle: { scan: true },
    fallbackToApi: false,
  },

  // Address and key are set for each request by server/plugins/backend.ts, never at build time.
  supabase: {
    url: 'http://127.0.0.1:3000/supabase',
    key: 'set-at-start',
    redirect: false,
    cookiePrefix: 'onward-auth',
    types: '~/shared/types/database.ts',
  },
})
