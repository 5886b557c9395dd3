import { z } from 'zod'
import { Constants } from '#shared/types/database'

const versionSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  version: z.string(),
  status: z.enum(Constants.public.Enums.template_status),
  stages: z.int(),
  steps: z.int(),
  /** Null for one to four: too few to name. */
  people: z.int().nullable(),
  published_at: z.string().nullable(),
})

const teamSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  audience: z.enum(Constants.public.Enums.audience).nullable(),
  organisation_members: z.array(z.object({
    id: z.uuid(),
    display_name: z.string(),
    role: z.enum(Constants.public.Enums.member_role),
    account_id: z.uuid().nullable(),
    ends_on: z.string().nullable(),
  })),
})

const termsSchema = z.object({ keep_years: z.int(), notice_days: z.int(), version: z.int() })

const deletionSchema = z.object({
  notice_id: z.uuid(),
  known_as: z.string(),
  family_name: z.string().nullable(),
  date_of_birth: z.iso.date(),
  due_on: z.iso.date(),
  held_because: z.string().nullable(),
  held_until: z.iso.date().nullable(),
  held_by_name: z.string().nullable(),
  version: z.int(),
  kept_rows: z.int(),
  /** Whether anybody of the circle can still sign in to read of it. */
  is_anybody_told: z.boolean(),
})

export type RetentionTerms = z.infer<typeof termsSchema>
export type DeletionAhead = z.infer<typeof deletionSchema>
export type PathwayVersion = z.infer<typeof versionSchema>
export type Team = z.infer<typeof teamSchema>

/** What an administrator looks after: pathway versions, teams and their members, how long plans are kept. No young person until a plan is to be deleted. */
export const useAdministrationStore = defineStore('administration', () => {
  const client = useSupabaseClient()

  async function pathways(): Promise<PathwayVersion[]> {
    const { data } = await client.rpc('pathway_versions').throwOnError()
    return z.array(versionSchema).parse(data)
  }

  async function teams(): Promise<Team[]> {
    const { data } = await client.from('organisations')
      .select('id, name, audience, organisation_members(id, display_name, role, account_id, ends_on)')
      .order('name').throwOnError()
    return z.array(teamSchema).parse(data)
  }

  async function retentionTerms(): Promise<RetentionTerms> {
    const { data } = await client.from('retention_terms').select('keep_years, notice_days, version').single().throwOnError()
    return termsSchema.parse(data)
  }

  async function setRetentionTerms({ version }: RetentionTerms, years: number, days: number): Promise<void> {
    await client.rpc('set_retention_terms', { expected_version: version, keep_years: years, notice_days: days }).throwOnError()
  }

  async function deletionsAhead(): Promise<DeletionAhead[]> {
    const { data } = await client.rpc('deletions_ahead').throwOnError()
    return z.array(deletionSchema).parse(data)
  }

  async function holdDeletion({ notice_id: notice, version }: DeletionAhead, reason: string | null, until: string | null): Promise<void> {
    await client.rpc('hold_deletion', { notice, expected_version: version, reason: reason as string, until: until as string }).throwOnError()
  }

  return { pathways, teams, retentionTerms, setRetentionTerms, deletionsAhead, holdDeletion }
})
