import tailwindcss from '@tailwindcss/vite'

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
    },
  },

  css: [
    '@fontsource-variable/atkinson-hyperlegible-next/index.css',
    '~/assets/css/main.css',
  ],
  srcDir: '.',

  experimental: { typedPages: true },
  compatibilityDate: '2026-11-01',

  vite: {
    plugins: [tailwindcss()],
  },

  typescript: {
    strict: true,
    tsConfig: {
      compilerOptions: { noUncheckedIndexedAccess: true },
    },
  },
  telemetry: false,

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
    locales: [
      { code: 'en', language: 'en-GB', file: 'en.json' },
      { code: 'en-easy', language: 'en-GB', file: 'en-easy.json' },
    ],
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

  // Both are set when the server starts (server/plugins/supabase-config.ts), never at build time.
  supabase: {
    url: 'http://127.0.0.1:3000/supabase',
    key: 'set-at-start',
    redirect: false,
    cookiePrefix: 'onward-auth',
    types: '~/shared/types/database.ts',
  },
})
