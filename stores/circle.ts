import * as z from 'zod/mini'
import {
  circlePage, invitationSent, invitationState, teamReach,
  type CircleInvitation, type CirclePage, type InvitationSent, type InvitationState, type InvitationWork, type TeamReach,
} from '~/shared/schemas/circle'
import type { Json } from '~/shared/types/database'
import { sendOnce } from '~/shared/send-once'

export interface Circle {
  page: CirclePage
  reach: TeamReach[]
}

/** What is asked of the one who decides. */
export interface CircleAsk {
  kind: 'add_member' | 'end_member' | 'add_team' | 'end_team'
  why: string
  invitation?: CircleInvitation
  memberId?: string
  organisationId?: string
}

/** Who is involved with one young person, and who decides. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useCircleStore = defineStore('circle', () => {
  const client = useSupabaseClient()

  /** @throws PT404 `not_found` for somebody the reader may not see. */
  async function load(person: string): Promise<Circle> {
    const [page, reach] = await Promise.all([
      client.rpc('circle_page', { person }).throwOnError(),
      client.rpc('named_contacts', { person }).throwOnError(),
    ])
    return { page: circlePage.parse(page.data), reach: z.array(teamReach).parse(reach.data) }
  }

  /** Whatever ends with an email goes through our server, which sends it. */
  async function invite(work: InvitationWork): Promise<InvitationSent> {
    try {
      return invitationSent.parse(await $fetch<unknown>('/api/circle/invitations', { method: 'POST', body: work }))
    }
    catch (error) {
      throw databaseError(error) ?? error
    }
  }

  /** Emails those who were named when a young person was added. Whoever gets none can be sent one from the circle page. */
  async function inviteNamed(person: string): Promise<void> {
    const { data } = await client.rpc('circle_page', { person }).throwOnError()
    const waiting = circlePage.parse(data).people.filter(({ state, may_resend: mayResend, sent_on: sentOn }) => state === 'open' && mayResend && !sentOn)
    for (const { id } of waiting) await invite({ kind: 'resend', member: id })
  }

  async function ask(person: string, { kind, why, invitation, memberId, organisationId }: CircleAsk): Promise<void> {
    const request: Json = { kind, why, ...invitation, member_id: memberId ?? null, organisation_id: organisationId ?? null }
    await sendOnce(client, 'ask_for_circle_change', { person, request })
  }

  async function decline(request: string, version: number, { answer, support }: { answer?: string, support?: string }): Promise<void> {
    await client.rpc('answer_circle_request', { request, expected_version: version, accept: false, answer, decision_support: support }).throwOnError()
  }

  async function withdraw(request: string): Promise<void> {
    await client.rpc('withdraw_circle_request', { request }).throwOnError()
  }

  async function endMember(member: string, reason: string, support?: string): Promise<void> {
    await client.rpc('end_circle_member', { member, reason, decision_support: support }).throwOnError()
  }

  async function bringBackMember(member: string): Promise<void> {
    await client.rpc('bring_back_circle_member', { member }).throwOnError()
  }

  async function keepMember(member: string): Promise<void> {
    await sendOnce(client, 'keep_circle_member', { member })
  }

  async function addTeam(person: string, organisation: string): Promise<void> {
    await client.rpc('add_team', { person, organisation }).throwOnError()
  }

  async function endTeam(involvement: string, reason: string): Promise<void> {
    await client.rpc('end_team', { involvement, reason }).throwOnError()
  }

  async function bringBackTeam(involvement: string): Promise<void> {
    await client.rpc('bring_back_team', { involvement }).throwOnError()
  }

  async function nameContact(involvement: string, member: string | null): Promise<void> {
    // The generated type does not know that a function's argument may be null.
    await client.rpc('set_named_contact', { involvement, named_contact: member as string }).throwOnError()
  }

  async function recordCapacity(person: string, facts: Json): Promise<void> {
    await sendOnce(client, 'record_capacity_decision', { person, facts })
  }

  async function endCapacity(decision: string, version: number, reason: string): Promise<void> {
    await client.rpc('end_capacity_decision', { decision, expected_version: version, reason }).throwOnError()
  }

  /** @throws PT404 `invitation_not_found` for a code that is not for my address. */
  async function readInvitation(code: string): Promise<InvitationState> {
    const { data } = await client.rpc('read_invitation', { code }).throwOnError()
    return invitationState.parse(data)
  }

  /** Gives the young person's id once one is in. */
  async function answerInvitation(code: string, accept: boolean): Promise<string | null> {
    const { data } = await client.rpc('answer_invitation', { code, accept }).throwOnError()
    return data
  }

  async function confirmEmergency(emergency: string): Promise<void> {
    await client.rpc('confirm_emergency_notice', { emergency }).throwOnError()
  }

  return {
    load, invite, inviteNamed, ask, decline, withdraw, endMember, bringBackMember, keepMember, addTeam, endTeam, bringBackTeam, nameContact,
    recordCapacity, endCapacity, readInvitation, answerInvitation, confirmEmergency,
  }
})

/** Our server hands on what the database said; the fetch error around it would be read as "no answer". */
function databaseError(error: unknown): unknown {
  const shape = z.object({ data: z.object({ data: z.object({ code: z.string(), message: z.string(), details: z.nullish(z.string()) }) }) })
  const found = shape.safeParse(error)
  return found.success ? found.data.data.data : undefined
}
