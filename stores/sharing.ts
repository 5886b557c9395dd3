import * as z from 'zod/mini'
import { reader, type Reader } from '~/shared/sharing'

/** Who reads what is shared about a young person. Every action throws what supabase-js answered. */
export const useSharingStore = defineStore('sharing', () => {
  const client = useSupabaseClient()

  /** Those involved today, by audience; nobody for a person the reader may not see. */
  async function readers(person: string): Promise<Reader[]> {
    const { data } = await client.rpc('readers', { person }).throwOnError()
    return z.array(reader).parse(data)
  }

  return { readers }
})
