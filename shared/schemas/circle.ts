import * as z from 'zod/mini'
import { Constants } from '../types/database.ts'

const { audience, member_role: memberRole } = Constants.public.Enums
const day = z.iso.date()

/** Who can be invited into a circle. */
export const circleRelationships = ['parent_carer', 'nominated_supporter', 'advocate', 'representative', 'young_person'] as const

/** What `circle_page()` answers: who is involved, as what, and who decides. */
export const circlePage = z.object({
  person_id: z.uuid(),
  known_as: z.string(),
  decider: z.enum(['parent', 'young_person', 'representative_or_parent']),
  young_person_from: day,
  capacity_from: day,
  /** On what footing I decide who is in the circle; null where I do not. */
  my_basis: z.nullable(z.enum(['parent', 'young_person', 'representative', 'parent_by_capacity'])),
  manages_teams: z.boolean(),
  may_ask: z.boolean(),
  may_record_capacity: z.boolean(),
  may_invite_young_person: z.boolean(),
  people: z.array(z.object({
    id: z.uuid(),
    display_name: z.string(),
    relationship: z.enum(memberRole),
    bond: z.nullable(z.string()),
    is_paid: z.boolean(),
    starts_on: day,
    kept_on: z.nullable(day),
    is_me: z.boolean(),
    state: z.enum(['joined', 'open', 'expired', 'declined', 'withdrawn']),
    expires_on: z.nullable(day),
    sent_on: z.nullable(day),
    may_resend: z.boolean(),
  })),
  teams: z.array(z.object({
    id: z.uuid(),
    organisation_id: z.uuid(),
    name: z.string(),
    audience: z.enum(audience),
    starts_on: day,
    /** The last day on which it sees the plan; null while it is open. */
    ends_on: z.nullable(day),
    named_contact_id: z.nullable(z.uuid()),
    named_contact: z.nullable(z.string()),
    named_contact_role: z.nullable(z.enum(memberRole)),
    is_mine: z.boolean(),
    members: z.array(z.object({ id: z.uuid(), display_name: z.string(), role: z.enum(memberRole) })),
  })),
  requests: z.array(z.object({
    id: z.uuid(),
    version: z.int(),
    kind: z.enum(['add_member', 'end_member', 'add_team', 'end_team']),
    display_name: z.nullable(z.string()),
    relationship: z.nullable(z.enum(memberRole)),
    bond: z.nullable(z.string()),
    is_paid: z.boolean(),
    email: z.nullable(z.string()),
    team: z.nullable(z.string()),
    why: z.string(),
    author_name: z.string(),
    author_role: z.enum(memberRole),
    created_at: z.string(),
    status: z.enum(['open', 'accepted', 'declined', 'withdrawn']),
    answer: z.nullable(z.string()),
    answered_by_name: z.nullable(z.string()),
    is_mine: z.boolean(),
    may_answer: z.boolean(),
  })),
  capacity: z.array(z.object({
    id: z.uuid(),
    version: z.int(),
    topic: z.enum(['circle', 'other']),
    decision: z.string(),
    assessed_on: day,
    assessor: z.string(),
    help_given: z.string(),
    outcome: z.enum(['decides', 'decides_with_help', 'lacks_capacity']),
    best_interests: z.nullable(z.string()),
    review_on: day,
    ended_on: z.nullable(day),
    author_name: z.string(),
    author_role: z.enum(memberRole),
    shared_with: z.array(z.enum(audience)),
  })),
  decisions: z.array(z.object({
    id: z.uuid(),
    what: z.enum(['added', 'ended', 'brought_back', 'kept', 'declined']),
    whom: z.string(),
    basis: z.enum(['parent', 'young_person', 'representative', 'parent_by_capacity', 'own']),
    decision_support: z.nullable(z.string()),
    author_name: z.string(),
    created_at: z.string(),
  })),
})
export type CirclePage = z.infer<typeof circlePage>
export type CircleMember = CirclePage['people'][number]
export type CircleTeam = CirclePage['teams'][number]
export type CircleRequest = CirclePage['requests'][number]
export type CapacityDecision = CirclePage['capacity'][number]

const contact = z.object({ display_name: z.string(), phone: z.nullable(z.string()), email: z.nullable(z.string()), best_time: z.nullable(z.string()) })

/** Of `named_contacts()`, how to reach a team and who covers. */
export const teamReach = z.object({
  organisation_id: z.uuid(),
  contact: z.nullable(contact),
  away: z.nullish(z.object({ until: z.nullable(day), is_now: z.boolean(), cover: z.nullable(contact) })),
})
export type TeamReach = z.infer<typeof teamReach>

const support = z.nullish(z.string().check(z.maxLength(1000)))
const invitation = z.object({
  display_name: z.string().check(z.maxLength(80)),
  relationship: z.enum(circleRelationships),
  email: z.string().check(z.maxLength(254)),
  bond: z.nullish(z.string().check(z.maxLength(60))),
  is_paid: z.boolean(),
})
export type CircleInvitation = z.infer<typeof invitation>

/** What ends with an email to somebody: a new invitation, one sent again, a request that is agreed to. */
export const invitationWork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invite'), person: z.uuid(), invitation, decision_support: support }),
  z.object({ kind: z.literal('resend'), member: z.uuid() }),
  z.object({ kind: z.literal('agree'), request: z.uuid(), version: z.int(), answer: support, decision_support: support }),
])
export type InvitationWork = z.infer<typeof invitationWork>

/** What the database gives for an invitation; nothing of it for a request that invites nobody. */
export const invited = z.object({
  code: z.optional(z.string()),
  email: z.optional(z.string()),
  invited_by: z.nullish(z.string()),
})

/** How it ended. `link`: nobody could send it, so the one who invites hands it over; it opens nothing but for that address. */
export const invitationSent = z.object({ sent: z.boolean(), link: z.nullish(z.string()) })
export type InvitationSent = z.infer<typeof invitationSent>

/** What `read_invitation()` answers. */
export const invitationState = z.object({
  state: z.enum(['open', 'joined', 'withdrawn', 'expired', 'declined']),
  person_id: z.nullish(z.uuid()),
  known_as: z.nullish(z.string()),
  relationship: z.nullish(z.enum(memberRole)),
  display_name: z.nullish(z.string()),
  invited_by: z.nullish(z.string()),
})
export type InvitationState = z.infer<typeof invitationState>
