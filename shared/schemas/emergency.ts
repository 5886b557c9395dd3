import { z } from 'zod'

const name = z.string().trim().min(1, 'emergency.problem.name_needed').max(80, 'emergency.problem.too_long')

/** What a duty worker gives to read a plan. Messages are locale keys. */
export const emergencySchema = z.object({
  known_as: name,
  family_name: name,
  date_of_birth: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'emergency.problem.birthday_needed'),
  reason: z.string().trim().min(10, 'emergency.problem.reason_needed').max(500, 'emergency.problem.too_long'),
})
export type EmergencyValues = z.infer<typeof emergencySchema>

/** What `open_emergency_access()` answers. */
export const emergencyAnswer = z.object({
  state: z.enum(['opened', 'involved', 'not_found']),
  person_id: z.uuid().optional(),
  ends_at: z.string().optional(),
})
export type EmergencyAnswer = z.infer<typeof emergencyAnswer>

/** Rows of `emergency_access` with the person they are about. */
export const openEmergencies = z.array(z.object({
  person_id: z.uuid(),
  ends_at: z.string(),
  people: z.object({ known_as: z.string(), family_name: z.string().nullable() }),
}).transform(({ people: { known_as: knownAs, family_name: familyName }, ...access }) => ({
  ...access, name: [knownAs, familyName].filter(Boolean).join(' '),
})))
export type OpenEmergency = z.infer<typeof openEmergencies>[number]
