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

export type PathwayVersion = z.infer<typeof versionSchema>
export type Team = z.infer<typeof teamSchema>

/** What an administrator looks after: pathway versions, teams and their members. No young person. */
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

  return { pathways, teams }
})
