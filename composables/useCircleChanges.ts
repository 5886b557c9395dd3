import type { Problem } from './useProblem'
import type { CirclePage, CircleMember, CircleRequest, CircleTeam, InvitationSent, InvitationWork } from '#shared/schemas/circle'
import type { CapacityValues, EndValues, InviteValues } from '#shared/schemas/circle-forms'

/** Which part of the page is being saved, so that only its button waits and only it shows what went wrong. */
type Place = 'invite' | 'team' | 'capacity' | 'end' | `request ${string}` | `row ${string}`

interface Handed {
  name: string
  link: string
}

/** Everything that can be done on the circle page: each saves, says so, offers undo where there is one, and loads the page again. */
export function useCircleChanges(page: () => CirclePage, refresh: () => Promise<void>) {
  const store = useCircleStore()
  const toasts = useToasts()
  const { report, inWords } = useProblem()
  const { t } = useI18n()
  const busy = ref<Place>()
  const failed = shallowRef<{ place: Place, problem: Problem }>()
  /** An invitation that no mailbox took: the link to hand over. */
  const handed = shallowRef<Handed>()

  async function work(place: Place, task: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = place
    failed.value = undefined
    try {
      await task()
      await refresh()
      return true
    }
    catch (error) {
      failed.value = { place, problem: report(error) }
      // Somebody else was first: show what is there now beside what could not be done.
      if (failed.value.problem.status === 409) await refresh()
      return false
    }
    finally {
      busy.value = undefined
    }
  }

  const problemAt = (place: Place) => (failed.value?.place === place ? inWords(failed.value.problem) : '')
  const signedOutAt = (place: Place) => failed.value?.place === place && failed.value.problem.key === 'signed_out'

  function tellSent(name: string, { sent, link }: InvitationSent): void {
    handed.value = link ? { name, link } : undefined
    toasts.show(t(sent ? 'circle.saved.sent' : 'circle.saved.invited', { name }))
  }

  async function send(name: string, what: InvitationWork): Promise<void> {
    tellSent(name, await store.invite(what))
  }

  function invite(values: InviteValues, asks: boolean): Promise<boolean> {
    const { display_name: name, relationship, email, bond, paid, why, support } = values
    const invitation = { display_name: name, relationship, email, bond: bond || null, is_paid: paid === 'yes' }
    const person = page().person_id
    return work('invite', async () => {
      if (!asks) return send(name, { kind: 'invite', person, invitation, decision_support: support || null })
      await store.ask(person, { kind: 'add_member', why, invitation })
      toasts.show(t('circle.saved.asked'))
    })
  }

  function resend(member: CircleMember): Promise<boolean> {
    return work(`row ${member.id}`, () => send(member.display_name, { kind: 'resend', member: member.id }))
  }

  function keep(member: CircleMember): Promise<boolean> {
    return work(`row ${member.id}`, async () => {
      await store.keepMember(member.id)
      toasts.show(t('circle.saved.kept', { name: member.display_name }))
    })
  }

  async function undo(task: () => Promise<void>): Promise<void> {
    try {
      await task()
      await refresh()
      toasts.show(t('circle.saved.undone'))
    }
    catch (error) {
      toasts.show(inWords(report(error)), { tone: 'warn' })
    }
  }

  function endMember(member: CircleMember, { reason, support }: EndValues): Promise<boolean> {
    return work('end', async () => {
      await store.endMember(member.id, reason, support || undefined)
      if (member.is_me) return
      const mayUndo = page().my_basis !== null
      toasts.show(t('circle.saved.ended', { name: member.display_name }), mayUndo ? { undo: () => undo(() => store.bringBackMember(member.id)) } : {})
    })
  }

  function endTeam(team: CircleTeam, { reason }: EndValues): Promise<boolean> {
    return work('end', async () => {
      await store.endTeam(team.id, reason)
      toasts.show(t('circle.saved.ended', { name: team.name }), { undo: () => undo(() => store.bringBackTeam(team.id)) })
    })
  }

  function askToEnd(target: { member?: CircleMember, team?: CircleTeam }, { reason }: EndValues): Promise<boolean> {
    const { member, team } = target
    return work('end', async () => {
      await store.ask(page().person_id, member
        ? { kind: 'end_member', why: reason, memberId: member.id }
        : { kind: 'end_team', why: reason, organisationId: team?.organisation_id })
      toasts.show(t('circle.saved.asked'))
    })
  }

  function answer(request: CircleRequest, accept: boolean, words: { answer: string, support: string }): Promise<boolean> {
    return work(`request ${request.id}`, async () => {
      if (!accept) {
        await store.decline(request.id, request.version, { answer: words.answer || undefined, support: words.support || undefined })
        toasts.show(t('circle.saved.declined'))
        return
      }
      const sent = await store.invite({ kind: 'agree', request: request.id, version: request.version, answer: words.answer || null, decision_support: words.support || null })
      if (request.kind === 'add_member') tellSent(request.display_name ?? '', sent)
      else toasts.show(t('circle.saved.agreed'))
    })
  }

  function withdraw(request: CircleRequest): Promise<boolean> {
    return work(`request ${request.id}`, async () => {
      await store.withdraw(request.id)
      toasts.show(t('circle.saved.withdrawn'))
    })
  }

  function addTeam({ organisation, why }: { organisation: string, why: string }, asks: boolean): Promise<boolean> {
    return work('team', async () => {
      if (asks) await store.ask(page().person_id, { kind: 'add_team', why, organisationId: organisation })
      else await store.addTeam(page().person_id, organisation)
      toasts.show(t(asks ? 'circle.saved.asked' : 'circle.saved.team_added'))
    })
  }

  function nameContact(team: CircleTeam, member: string | null): Promise<boolean> {
    return work(`row ${team.id}`, async () => {
      await store.nameContact(team.id, member)
      toasts.show(t('circle.saved.contact'))
    })
  }

  function recordCapacity({ topic, shared_with: readers, best_interests: interests, ...facts }: CapacityValues): Promise<boolean> {
    return work('capacity', async () => {
      await store.recordCapacity(page().person_id, { ...facts, topic, best_interests: interests || null, shared_with: topic === 'circle' ? [] : readers })
      toasts.show(t('circle.saved.capacity'))
    })
  }

  function endCapacity(decision: CirclePage['capacity'][number], { reason }: EndValues): Promise<boolean> {
    return work('end', async () => {
      await store.endCapacity(decision.id, decision.version, reason)
      toasts.show(t('circle.saved.capacity_ended'))
    })
  }

  function confirmEmergency(id: string): Promise<boolean> {
    return work(`row ${id}`, () => store.confirmEmergency(id))
  }

  return {
    busy, failed, handed, problemAt, signedOutAt, invite, resend, keep, endMember, endTeam, askToEnd, answer, withdraw, addTeam, nameContact,
    recordCapacity, endCapacity, confirmEmergency,
  }
}
