import { emergencyAnswer, openEmergencies, type EmergencyAnswer, type EmergencyValues, type OpenEmergency } from '~/shared/schemas/emergency'

/** Reading a plan in an emergency. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useEmergencyStore = defineStore('emergency', () => {
  const client = useSupabaseClient()
  const user = useSupabaseUser()

  /** The plans I am reading in an emergency now. */
  async function mine(): Promise<OpenEmergency[]> {
    const { data } = await client.from('emergency_access').select('person_id, ends_at, people(known_as, family_name)')
      .eq('account_id', user.value?.sub ?? '').is('closed_at', null).gt('ends_at', new Date().toISOString()).throwOnError()
    return openEmergencies.parse(data)
  }

  async function open({ known_as, family_name, date_of_birth, reason }: EmergencyValues): Promise<EmergencyAnswer> {
    const { data } = await client.rpc('open_emergency_access', { known_as, family_name, date_of_birth, reason }).throwOnError()
    return emergencyAnswer.parse(data)
  }

  async function close(person: string): Promise<void> {
    await client.rpc('close_emergency_access', { person }).throwOnError()
  }

  return { mine, open, close }
})
