import type { SupabaseClient } from '@supabase/supabase-js'
import type { H3Event } from 'h3'
import { serverSupabaseClient } from '#supabase/server'
import { invitationWork, invited, type InvitationSent, type InvitationWork } from '#shared/schemas/circle'
import type { Database } from '#shared/types/database'

/**
 * Invites somebody into a circle, as the person who is signed in and with no more rights, and sends the email. The code never
 * comes back to the browser while the email went out. Errors are the database's own: `{ code, message }` in `data`.
 */
export default defineEventHandler(async (event): Promise<InvitationSent> => {
  const work = invitationWork.safeParse(await readBody<unknown>(event))
  if (!work.success) throw createError({ statusCode: 400, data: { code: 'PT400', message: 'field_unknown' } })
  const client = await serverSupabaseClient<Database>(event)
  const { code, email, invited_by: invitedBy } = invited.parse(await carryOut(client, work.data))
  if (!code || !email) return { sent: true }
  return send(event, { code, email, invitedBy: invitedBy ?? '' })
})

async function carryOut(client: SupabaseClient<Database>, work: InvitationWork): Promise<unknown> {
  const { data, error } = await ask(client, work)
  if (error) throw createError({ statusCode: 400, data: { code: error.code, message: error.message, details: error.details } })
  return data
}

function ask(client: SupabaseClient<Database>, work: InvitationWork) {
  if (work.kind === 'resend') return client.rpc('resend_invitation', { member: work.member })
  if (work.kind === 'invite') {
    return client.rpc('invite_to_circle', { person: work.person, invitation: work.invitation, decision_support: work.decision_support ?? undefined })
  }
  return client.rpc('answer_circle_request', {
    request: work.request, expected_version: work.version, accept: true, answer: work.answer ?? undefined, decision_support: work.decision_support ?? undefined,
  })
}

async function send(event: H3Event, { code, email, invitedBy }: { code: string, email: string, invitedBy: string }): Promise<InvitationSent> {
  const { invite } = await useBackend()
  const link = `${getRequestURL(event).origin}/join/${code}`
  // A mailbox that does not answer must not lose the invitation, which stands.
  const sent = await invite({ to: email, invitedBy, link }).catch(() => false)
  return sent ? { sent } : { sent, link }
}
