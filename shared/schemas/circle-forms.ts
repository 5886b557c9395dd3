import { z } from 'zod'
import { Constants } from '../types/database.ts'
import { circleRelationships } from './circle.ts'

/** The forms of the circle page. Messages are locale keys; '' is not answered. */
const text = (most: number) => z.string().trim().max(most, 'circle.problem.too_long')
const needed = (most: number, key: string) => z.string().trim().min(1, key).max(most, 'circle.problem.too_long')

/** @param asks the reader does not decide, so they say why to the one who does. */
export function inviteSchema(asks: boolean) {
  return z.object({
    display_name: needed(80, 'circle.problem.name_needed'),
    relationship: z.enum(['', ...circleRelationships]).refine(value => value !== '', 'circle.problem.relationship_needed'),
    bond: text(60),
    paid: z.enum(['no', 'yes']),
    email: z.string().trim().toLowerCase().min(1, 'circle.problem.email_needed').pipe(z.email('entry.problem.email_unreal').max(254, 'circle.problem.too_long')),
    why: asks ? needed(1000, 'circle.problem.why_needed') : text(1000),
    support: text(1000),
  })
}
export type InviteValues = z.output<ReturnType<typeof inviteSchema>>
/** As typed: not everything is answered yet. */
export type InviteTyped = z.input<ReturnType<typeof inviteSchema>>
export const noInvite: InviteTyped = { display_name: '', relationship: '', bond: '', paid: 'no', email: '', why: '', support: '' }

export const endSchema = z.object({ reason: needed(500, 'circle.problem.reason_needed'), support: text(1000) })
export type EndValues = z.infer<typeof endSchema>

export const answerSchema = z.object({ answer: text(1000), support: text(1000) })

export function teamSchema(asks: boolean) {
  return z.object({
    organisation: z.string().min(1, 'circle.problem.team_needed'),
    why: asks ? needed(1000, 'circle.problem.why_needed') : text(1000),
  })
}

const { audience } = Constants.public.Enums

/** @param today `YYYY-MM-DD` */
export function capacitySchema(today: string) {
  return z.object({
    topic: z.enum(['', 'circle', 'other']).refine(value => value !== '', 'circle.problem.topic_needed'),
    decision: needed(300, 'circle.problem.decision_needed'),
    assessed_on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'circle.problem.date_needed').refine(day => !/^\d/.test(day) || day <= today, 'circle.problem.date_in_future'),
    assessor: needed(120, 'circle.problem.assessor_needed'),
    help_given: needed(2000, 'circle.problem.help_needed'),
    outcome: z.enum(['', 'decides', 'decides_with_help', 'lacks_capacity']).refine(value => value !== '', 'circle.problem.outcome_needed'),
    best_interests: text(2000),
    shared_with: z.array(z.enum(audience)),
  }).refine(({ outcome, best_interests: words }) => outcome !== 'lacks_capacity' || words !== '', {
    path: ['best_interests'], message: 'circle.problem.best_interests_needed',
  })
}
export type CapacityValues = z.output<ReturnType<typeof capacitySchema>>
export type CapacityTyped = z.input<ReturnType<typeof capacitySchema>>
export const noCapacity: CapacityTyped = {
  topic: '', decision: '', assessed_on: '', assessor: '', help_given: '', outcome: '', best_interests: '', shared_with: [],
}
