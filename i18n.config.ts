import { languages } from '~/shared/languages'
import { choosePlural } from '~/shared/plurals'

type PluralRule = (count: number, choices: number) => number

/** Words that a language still lacks are filled up with English when the app is built: `files` in nuxt.config.ts. */
export default defineI18nConfig(() => ({
  legacy: false,
  fallbackLocale: false as const,
  pluralRules: Object.fromEntries(languages.map(({ code }): [string, PluralRule] =>
    [code, (count, choices) => choosePlural(code, count, choices)])),
}))
