import { isLanguageCode } from '~/shared/languages'
import { isUsualReading, toReadingSettings } from '~/shared/reading-settings'

interface OwnReading {
  /** Brings the language and the settings of whoever has just signed in to this browser. */
  bring: () => Promise<void>
}

/** How this person reads, between their account and this browser. Call it once the session knows who is here. */
export function useOwnReading(): OwnReading {
  const session = useSessionStore()
  const { locale, setLocale } = useI18n()
  const settings = useReadingSettings()
  const chosen = useLanguageChosen()

  /** An account in English may only never have been asked: then the language this browser asked for is the better guess. */
  async function bringLanguage(): Promise<void> {
    const own = session.access?.account?.locale
    if (own === 'en' && !chosen.value) await session.rememberLocale(locale.value)
    else if (isLanguageCode(own)) await setLocale(own)
  }

  /** Somebody who has never chosen keeps what they have just set as a visitor. */
  async function bringSettings(): Promise<void> {
    const own = toReadingSettings(session.access?.account?.preferences)
    if (isUsualReading(own)) await session.rememberReading(settings.value)
    else settings.value = own
  }

  return {
    async bring() {
      await bringLanguage()
      await bringSettings()
    },
  }
}
