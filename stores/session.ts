import { isUsualReading, toReadingSettings, writeReadingCookie, type ReadingSettings } from '~/shared/reading-settings'
import { accessSchema, type Access } from '~/shared/schemas/access'

/** Who is signed in, and what they are here for. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useSessionStore = defineStore('session', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const user = useSupabaseUser()
  const access = ref<Access>()

  const isSignedIn = useSignedIn()
  /** The address that invitations must name. */
  const email = computed(() => user.value?.email ?? '')

  /** Asks the database who this is, once; nothing for a visitor. */
  async function load(): Promise<void> {
    if (!isSignedIn.value || access.value) return
    access.value = await device.orKept('access', async () => {
      const { data } = await client.rpc('my_access').throwOnError()
      const found = accessSchema.parse(data)
      return found.account ? found : enter()
    })
  }

  /** Makes the account of somebody new and takes up their invitations. */
  async function enter(locale?: string): Promise<Access> {
    await client.rpc('enter', { locale }).throwOnError()
    const { data } = await client.rpc('my_access').throwOnError()
    return accessSchema.parse(data)
  }

  async function sendCode(email: string): Promise<void> {
    const { error } = await client.auth.signInWithOtp({ email })
    if (error) throw error
  }

  async function signInWithCode(email: string, token: string, locale?: string): Promise<void> {
    const { error } = await client.auth.verifyOtp({ email, token, type: 'email' })
    if (error) throw error
    access.value = await enter(locale)
  }

  async function signInWithPassword(email: string, password: string, locale?: string): Promise<void> {
    const { error } = await client.auth.signInWithPassword({ email, password })
    if (error) throw error
    access.value = await enter(locale)
  }

  /** Ends the session on this device, even when nobody answers, and leaves nothing to read on it. */
  async function signOut(): Promise<void> {
    await device.forget()
    await client.auth.signOut({ scope: 'local' })
    forgetDrafts()
  }

  async function saveAccount({ displayName, locale }: { displayName: string, locale: string }): Promise<void> {
    const id = access.value?.account?.id
    if (!access.value || !id) return
    const { data } = await client.from('accounts').update({ display_name: displayName, locale }).eq('id', id)
      .select('id, display_name, locale, preferences').single().throwOnError()
    access.value = { ...access.value, account: data }
  }

  /** Keeps the language somebody switched to for their next visit, on whatever device. */
  async function rememberLocale(locale: string): Promise<void> {
    const account = access.value?.account
    if (account && account.locale !== locale) await saveAccount({ displayName: account.display_name, locale })
  }

  /** Keeps how somebody reads for their next visit, on whatever device. */
  async function rememberReading(settings: ReadingSettings): Promise<void> {
    const account = access.value?.account
    if (!access.value || !account || writeReadingCookie(toReadingSettings(account.preferences)) === writeReadingCookie(settings)) return
    const preferences = isUsualReading(settings) ? {} : settings
    await client.rpc('save_reading_preferences', { preferences }).throwOnError()
    access.value = { ...access.value, account: { ...account, preferences } }
  }

  return { access, isSignedIn, email, load, sendCode, signInWithCode, signInWithPassword, signOut, saveAccount, rememberLocale, rememberReading }
})
