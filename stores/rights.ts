import * as z from 'zod/mini'
import { right, type Right } from '~/shared/rights'

/** Who decides what, for one young person. Every action throws what supabase-js answered. */
export const useRightsStore = defineStore('rights', () => {
  const client = useSupabaseClient()

  /** @throws PT404 `not_found` for somebody the reader may not see. */
  async function load(person: string, locale: string): Promise<Right[]> {
    const { data } = await client.rpc('rights_of', { person, in_locale: locale }).throwOnError()
    return z.array(right).parse(data)
  }

  return { load }
})
