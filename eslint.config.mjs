import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import withNuxt from './.nuxt/eslint.config.mjs'

export default withNuxt(
  { ignores: ['shared/types/database.ts'] },
  {
    name: 'onward/words',
    files: ['**/*.vue'],
    plugins: { '@intlify/vue-i18n': vueI18n },
    settings: {
      'vue-i18n': { localeDir: './locales/{en,en-easy}.json', messageSyntaxVersion: '^11.0.0' },
    },
    rules: {
      '@intlify/vue-i18n/no-missing-keys': 'error',
      '@intlify/vue-i18n/no-missing-keys-in-other-locales': 'error',
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[-–—·/:,.()#|→←…0-9\\s]*$' }],
      '@intlify/vue-i18n/no-v-html': 'error',
    },
  },
)
