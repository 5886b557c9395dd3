import { z } from 'zod'
import { Constants } from '../types/database.ts'

const { audience, member_role: memberRole } = Constants.public.Enums

/** What `my_access()` answers: who I am here. */
export const accessSchema = z.object({
  account: z.object({ id: z.uuid(), display_name: z.string(), locale: z.string(), preferences: z.unknown().optional() }).nullable(),
  is_admin: z.boolean(),
  teams: z.array(z.object({
    organisation_id: z.uuid(),
    name: z.string(),
    audience: z.enum(audience).nullable(),
    role: z.enum(memberRole),
    member_id: z.uuid(),
  })),
  circle: z.array(z.object({
    person_id: z.uuid(),
    known_as: z.string(),
    relationship: z.enum(memberRole),
  })),
  may_add_people: z.boolean(),
})

export type Access = z.infer<typeof accessSchema>
