import * as z from 'zod/mini'
import { careOverview, supportGap, type CareOverview, type SupportGap } from '~/shared/adult-care'
import type { Json } from '~/shared/types/database'

type Facts = Record<string, string | null>

/** Support that ends and starts around 18, and the assessments for adult life. Every action throws what supabase-js answered. */
export const useAdultCareStore = defineStore('adultCare', () => {
  const client = useSupabaseClient()

  /** Null for somebody the reader may not see. */
  async function overview(person: string): Promise<CareOverview | null> {
    const { data } = await client.rpc('care_overview', { person }).throwOnError()
    return z.nullable(careOverview).parse(data)
  }

  /** Every gap of one person, or of everybody the reader may see. */
  async function gaps(person?: string): Promise<SupportGap[]> {
    const { data } = await client.rpc('support_gaps', { person }).throwOnError()
    return z.array(supportGap).parse(data)
  }

  /** @param support a new id with version null adds support: the same form sent twice adds one. */
  async function recordSupport(person: string, support: string, version: number | null, facts: Facts): Promise<void> {
    await client.rpc('record_support', { person, support, expected_version: version as number, facts: facts as Json }).throwOnError()
  }

  async function decideGap(support: string, facts: Facts): Promise<void> {
    await client.rpc('decide_gap', { support, facts: facts as Json }).throwOnError()
  }

  async function reopenGap(support: string, version: number): Promise<void> {
    await client.rpc('reopen_gap', { support, expected_version: version }).throwOnError()
  }

  /** @param track null starts one. */
  async function recordStep(person: string, track: { id: string, version: number } | null, facts: Facts): Promise<void> {
    await client.rpc('record_care_step', {
      person, track: (track?.id ?? null) as string, expected_version: (track?.version ?? null) as number, facts: facts as Json,
    }).throwOnError()
  }

  return { overview, gaps, recordSupport, decideGap, reopenGap, recordStep }
})
