import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  CircleAddTeam, CircleCapacity, CircleCapacityForm, CircleDecides, CircleEmergencyNotices, CircleEndDialog, CircleHanded, CircleInviteForm, CircleMember, CircleNotices,
  CirclePast, CircleRequest, CircleTeam, HistoryFilters, HistoryLine,
} from '#components'
import type { HistoryLine as Line } from '~/shared/history'
import type { CapacityDecision, CircleMember as Member, CirclePage, CircleRequest as Request, CircleTeam as Team } from '~/shared/schemas/circle'
import { personId, sampleSummary, today, words } from '../timeline/samples'

const attach = { attachTo: document.body }
afterEach(() => {
  document.body.innerHTML = ''
  sessionStorage.clear()
})

async function axeFinds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false }, 'page-has-heading-one': { enabled: false }, 'listitem': { enabled: false }, 'heading-order': { enabled: false } },
  })
  return violations.map(({ id }) => id)
}

function page(change: Partial<CirclePage> = {}): CirclePage {
  return {
    person_id: personId, known_as: 'Sam', decider: 'parent', young_person_from: '2029-06-30', capacity_from: '2029-03-17', my_basis: 'parent', manages_teams: false,
    may_ask: true, may_record_capacity: false, may_invite_young_person: false, people: [], teams: [], requests: [], capacity: [], decisions: [], ...change,
  }
}
function member(change: Partial<Member> = {}): Member {
  return {
    id: 'm', display_name: 'Jean', relationship: 'nominated_supporter', bond: 'Gran', is_paid: false, starts_on: '2026-09-01', kept_on: null, is_me: false,
    state: 'joined', expires_on: null, sent_on: null, may_resend: false, ...change,
  }
}
function team(change: Partial<Team> = {}): Team {
  return {
    id: 't', organisation_id: 'o', name: 'Larkhill Secondary', audience: 'school', starts_on: '2025-09-01', ends_on: null, named_contact_id: 'a', named_contact: 'Ada Plover',
    named_contact_role: 'senco', is_mine: false, members: [], ...change,
  }
}
function request(change: Partial<Request> = {}): Request {
  return {
    id: 'r', version: 1, kind: 'add_member', display_name: 'Rose', relationship: 'nominated_supporter', bond: 'Aunt', is_paid: false, email: 'rose@demo.test', team: null,
    why: 'She drives', author_name: 'Jean Bramble', author_role: 'parent_carer', created_at: '2026-11-20T10:00:00Z', status: 'open', answer: null,
    answered_by_name: null, is_mine: false, may_answer: true, ...change,
  }
}
const capacity: CapacityDecision = {
  id: 'd', version: 1, topic: 'circle', decision: 'Who sees the plan', assessed_on: '2026-10-01', assessor: 'Dr Lind', help_given: 'Pictures', outcome: 'lacks_capacity',
  best_interests: 'Mum decides', review_on: '2027-10-01', ended_on: null, author_name: 'Marcus Teal', author_role: 'adult_social_worker', shared_with: ['young_person', 'family'],
}
function line(change: Partial<Line> = {}): Line {
  return {
    at: '2026-11-20T10:32:00Z', key: 'v1', kind_of_line: 'view', actor_id: 'x', actor_name: 'Ada Plover', actor_role: 'senco', actor_team: 'Larkhill Secondary',
    in_emergency: false, section: 'timeline', action: null, subject: null, subject_key: null, subject_title: null, changes: null, reason: null, total: 1, ...change,
  }
}

describe('who decides', () => {
  it.each([
    [page(), 'You decide who is in Sam’s circle. From 30 June 2029 Sam decides.'],
    [page({ my_basis: null }), 'Sam’s parents or carers decide who is in the circle. From 30 June 2029 Sam decides. You can ask for a change.'],
    [page({ decider: 'young_person', my_basis: 'young_person' }), 'you decide who sees your plan. Nobody else decides this for you.'],
    [page({ decider: 'young_person', my_basis: null }), 'Sam decides who is in the circle. You can ask for a change.'],
    [page({ decider: 'representative_or_parent', my_basis: 'representative' }), 'Sam cannot make this choice right now, so you make it'],
    [page({ decider: 'representative_or_parent', my_basis: null }), 'Somebody who may act for Sam makes it.'],
  ])('is said to each reader as it concerns them', async (given, expected) => {
    const shown = await mountSuspended(CircleDecides, { props: { page: given, today }, ...attach })
    expect(words(shown)).toContain(expected)
    expect(await axeFinds()).toEqual([])
  })
})

describe('somebody in the circle', () => {
  it('is named with what they are, since when and what they see, and can be ended by the one who decides', async () => {
    const shown = await mountSuspended(CircleMember, { props: { member: member(), page: page() }, ...attach })
    expect(words(shown)).toContain('Jean Gran (Person chosen by the young person) Since 1 September 2026 What can they see? Sam’s timeline, checklists and dates.')
    await shown.get('button[aria-label="End this for Jean"]').trigger('click')
    expect(shown.emitted('end')).toHaveLength(1)
  })

  it('can only be asked about by somebody who does not decide, and leaves by themselves', async () => {
    const shown = await mountSuspended(CircleMember, { props: { member: member(), page: page({ my_basis: null }) }, ...attach })
    expect(shown.find('[aria-label="End this for Jean"]').exists()).toBe(false)
    await shown.get('[aria-label="Ask to end this for Jean"]').trigger('click')
    expect(shown.emitted('ask')).toHaveLength(1)
    const own = await mountSuspended(CircleMember, { props: { member: member({ is_me: true }), page: page({ my_basis: null }) }, ...attach })
    expect(own.text()).toContain('Jean (you)')
    expect(own.find('[aria-label="Leave this circle"]').exists()).toBe(true)
  })

  it('who is invited shows until when, and the invitation can be sent again or taken back', async () => {
    const invited = member({ state: 'open', expires_on: '2026-12-05', may_resend: true })
    const shown = await mountSuspended(CircleMember, { props: { member: invited, page: page() }, ...attach })
    expect(words(shown)).toContain('Invited. The invitation works until 5 December 2026.')
    expect(shown.findAll('button').map(button => button.attributes('aria-label') ?? button.text())).toEqual(['Send the invitation to Jean again', 'Take back the invitation to Jean'])
    const old = await mountSuspended(CircleMember, { props: { member: member({ state: 'expired' }), page: page() }, ...attach })
    expect(old.text()).toContain('The invitation ran out.')
  })

  it('is looked at once by the young person when it becomes theirs to decide', async () => {
    const theirs = page({ decider: 'young_person', my_basis: 'young_person', young_person_from: '2026-10-01' })
    const shown = await mountSuspended(CircleMember, { props: { member: member(), page: theirs }, ...attach })
    expect(shown.text()).toContain('Should Jean still see your plan?')
    await shown.findAll('button').find(button => button.text() === 'Yes, Jean stays')?.trigger('click')
    expect(shown.emitted('keep')).toHaveLength(1)
    for (const settled of [member({ kept_on: '2026-10-02' }), member({ state: 'open' })]) {
      const kept = await mountSuspended(CircleMember, { props: { member: settled, page: theirs }, ...attach })
      expect(kept.text()).not.toContain('Should Jean')
    }
  })

  it('never offers to end the young person\'s own place', async () => {
    const shown = await mountSuspended(CircleMember, { props: { member: member({ relationship: 'young_person', is_me: true }), page: page({ my_basis: 'young_person' }) }, ...attach })
    expect(shown.findAll('button')).toHaveLength(0)
  })
})

describe('a team', () => {
  it('says who to ask, how to reach them and who covers', async () => {
    const ada = { display_name: 'Ada Plover', phone: '01632 960 160', email: null, best_time: null }
    const reach = { organisation_id: 'o', contact: ada, away: { until: null, is_now: true, cover: { ...ada, display_name: 'Rob Stonechat' } } }
    const shown = await mountSuspended(CircleTeam, { props: { team: team(), page: page(), reach }, ...attach })
    expect(words(shown)).toContain('Ask: Ada Plover, SENCo Phone: 01632 960 160 Away now. Ask Rob Stonechat instead.')
    expect(shown.find('select').exists()).toBe(false)
    expect(await axeFinds()).toEqual([])
  })

  it('names its own contact', async () => {
    const own = team({ is_mine: true, members: [{ id: 'a', display_name: 'Ada Plover', role: 'senco' }, { id: 'b', display_name: 'Rob Stonechat', role: 'careers_leader' }] })
    const shown = await mountSuspended(CircleTeam, { props: { team: own, page: page() }, ...attach })
    await shown.get('select').setValue('b')
    await shown.get('form').trigger('submit')
    expect(shown.emitted('name')).toEqual([['b']])
    expect(shown.find('[aria-label="End this for Larkhill Secondary"]').exists()).toBe(true)
  })
})

describe('inviting', () => {
  const fill = async (shown: Awaited<ReturnType<typeof mountSuspended>>, more: Record<string, string> = {}) => {
    await shown.get('#field-display_name').setValue('Jean')
    await shown.get('input[value="nominated_supporter"]').setValue()
    await shown.get('#field-email').setValue(' Jean@Demo.test ')
    for (const [name, text] of Object.entries(more)) await shown.get(`#field-${name}`).setValue(text)
    await shown.get('form').trigger('submit')
  }

  it('says what they will see before it is sent, and sends what was typed', async () => {
    const shown = await mountSuspended(CircleInviteForm, { props: { page: page() }, ...attach })
    await fill(shown, { bond: 'Gran' })
    expect(shown.text()).toContain('They will see Sam’s timeline, checklist and dates.')
    await vi.waitFor(() => expect(shown.emitted('send')).toEqual([[
      { display_name: 'Jean', relationship: 'nominated_supporter', bond: 'Gran', paid: 'no', email: 'jean@demo.test', why: '', support: '' }, false]]))
    expect(await axeFinds()).toEqual([])
  })

  it('asks the one who decides, and why, where the reader does not', async () => {
    const shown = await mountSuspended(CircleInviteForm, { props: { page: page({ my_basis: null, decider: 'young_person' }) }, ...attach })
    await fill(shown)
    await vi.waitFor(() => expect(shown.get('#field-why-error').text()).toContain('Say why you ask for this'))
    expect(shown.emitted('send')).toBeUndefined()
    await shown.get('#field-why').setValue('She drives him')
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(shown.emitted('send')?.[0]?.[1]).toBe(true))
    expect(shown.text()).toContain('Ask Sam')
  })

  it('puts what the server refuses beside the address', async () => {
    const shown = await mountSuspended(CircleInviteForm, { props: { page: page() }, ...attach })
    await shown.setProps({ refusal: { name: 'email', key: 'problem.already_in_circle' } })
    await vi.waitFor(() => expect(shown.get('#field-email-error').text()).toContain('This address is in the circle or invited now.'))
  })

  it('keeps what was typed through a reload', async () => {
    const first = await mountSuspended(CircleInviteForm, { props: { page: page() }, ...attach })
    await first.get('#field-display_name').setValue('Jean')
    first.unmount()
    const again = await mountSuspended(CircleInviteForm, { props: { page: page() }, ...attach })
    await vi.waitFor(() => expect((again.get('#field-display_name').element as HTMLInputElement).value).toBe('Jean'))
  })

  it('shows a link to hand over where nothing could be emailed', async () => {
    const shown = await mountSuspended(CircleHanded, { props: { name: 'Jean', link: 'https://onward.example/join/0123' }, ...attach })
    expect(words(shown)).toContain('Give Jean this link. It works once, for 14 days, and for their email address only. https://onward.example/join/0123')
    expect(document.activeElement).toBe(shown.element)
  })
})

describe('a request', () => {
  it('says who asks, for whom and why, and takes yes or no with how somebody helped', async () => {
    const shown = await mountSuspended(CircleRequest, { props: { request: request(), page: page({ my_basis: 'young_person', decider: 'young_person' }) }, ...attach })
    expect(words(shown)).toContain('Jean Bramble (Parent or carer) asked this on 20 November 2026. As Aunt (Person chosen by the young person) The invitation goes to rose@demo.test Why She drives')
    await shown.get('#support-r').setValue('Peta read it to me')
    await shown.findAll('button').find(button => button.text() === 'No')?.trigger('click')
    await vi.waitFor(() => expect(shown.emitted('answer')).toEqual([[false, { answer: '', support: 'Peta read it to me' }]]))
    expect(await axeFinds()).toEqual([])
  })

  it('can be taken back by the one who asked, who does not answer it', async () => {
    const shown = await mountSuspended(CircleRequest, { props: { request: request({ may_answer: false, is_mine: true }), page: page({ my_basis: null }) }, ...attach })
    expect(shown.findAll('button').map(button => button.text())).toEqual(['Take back my request'])
  })
})

describe('ending', () => {
  it('wants a reason, and says who reads it', async () => {
    const props = { open: true, title: 'End this for Jean?', description: 'At once.', confirmLabel: 'End it', visibleTo: 'everyone involved' }
    const shown = await mountSuspended(CircleEndDialog, { props, ...attach })
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain('Who can see this: everyone involved')
    const form = dialog?.querySelector('form')
    form?.dispatchEvent(new Event('submit', { cancelable: true }))
    await vi.waitFor(() => expect(dialog?.textContent).toContain('Say why'))
    const box = dialog?.querySelector('textarea')
    if (box) box.value = 'She moved'
    box?.dispatchEvent(new Event('input'))
    form?.dispatchEvent(new Event('submit', { cancelable: true }))
    await vi.waitFor(() => expect(shown.emitted('confirm')).toEqual([[{ reason: 'She moved', support: '' }]]))
  })
})

describe('capacity', () => {
  it('is shown as one decision at one time, with who can read it', async () => {
    const shown = await mountSuspended(CircleCapacity, { props: { decision: capacity, mayEnd: true }, ...attach })
    expect(words(shown)).toContain('Dr Lind, on 1 October 2026')
    expect(words(shown)).toContain('Young person and Family')
    expect(await axeFinds()).toEqual([])
  })

  it('needs what is best for them only where they cannot decide', async () => {
    const shown = await mountSuspended(CircleCapacityForm, { props: { today, personId, name: 'Sam' }, ...attach })
    await shown.get('input[value="circle"]').setValue()
    expect(shown.text()).toContain('Sam and the circle can always see this')
    for (const [id, text] of [['decision', 'Who sees the plan'], ['assessed_on', '1'], ['assessed_on-month', '11'], ['assessed_on-year', '2026'], ['assessor', 'Dr Lind'], ['help_given', 'Pictures']]) {
      await shown.get(`#field-${id}`).setValue(text)
    }
    await shown.get('input[value="lacks_capacity"]').setValue()
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(shown.get('#field-best_interests-error').text()).toContain('Say what is best for them and why'))
    await shown.get('#field-best_interests').setValue('Mum decides')
    await shown.get('form').trigger('submit')
    await vi.waitFor(() => expect(shown.emitted('send')?.[0]?.[0]).toMatchObject({ topic: 'circle', outcome: 'lacks_capacity', best_interests: 'Mum decides', assessed_on: '2026-11-01' }))
    expect(await axeFinds()).toEqual([])
  })
})

describe('what was decided', () => {
  it('says on what footing, and who helped', async () => {
    const decisions: CirclePage['decisions'] = [{ id: 'd', what: 'declined', whom: 'Rose', basis: 'young_person', decision_support: 'Peta read it to me', author_name: 'Sam', created_at: '2026-11-20T10:00:00Z' }]
    const shown = await mountSuspended(CirclePast, { props: { page: page({ decisions }), answered: [request({ status: 'declined', may_answer: false })] }, ...attach })
    expect(words(shown)).toContain('Sam said no to a request about Rose.')
    expect(words(shown)).toContain('As Sam’s own decision.')
    expect(words(shown)).toContain('Help to decide: Peta read it to me')
  })
})

describe('adding a team', () => {
  it('offers those that are not involved yet, and asks why where the reader only asks', async () => {
    const organisations = [{ id: 'o', name: 'Larkhill Secondary', audience: 'school', setting_type: null }, { id: 'n', name: 'Nursing', audience: 'health', setting_type: null }] as const
    const shown = await mountSuspended(CircleAddTeam, { props: { page: page({ teams: [team()] }), organisations }, ...attach })
    expect(shown.findAll('option').map(option => option.text())).toEqual(['Choose one', 'Nursing'])
    expect(shown.find('#field-why').exists()).toBe(true)
    expect(await axeFinds()).toEqual([])
  })
})

describe('notices', () => {
  const emergency = { id: 'e', display_name: 'Tess Lapwing', role: 'childrens_social_worker', team: 'Social care', opened_at: '2026-11-24T22:10:00Z', reason: 'Police rang' }

  it('tell the circle of an emergency, and the one who decides of requests', async () => {
    const summary = sampleSummary({ notices: { requests: 2, emergency_until: null, emergencies: [emergency] } })
    const shown = await mountSuspended(CircleNotices, { props: { summary }, ...attach })
    expect(words(shown)).toContain('Sam’s plan was read in an emergency')
    expect(words(shown)).toContain('2 requests about who can see the plan wait for you')
    const told = await mountSuspended(CircleEmergencyNotices, { props: { emergencies: [emergency], name: 'Sam' }, ...attach })
    expect(words(told)).toContain('Tess Lapwing, Children\'s social worker at Social care, opened it on 24 November 2026 at 22:10. The reason they gave: Police rang')
    await told.get('button:last-of-type').trigger('click')
    await vi.waitFor(() => expect(told.emitted('confirm')).toEqual([['e']]))
  })

  it('tell a duty worker until when they can read', async () => {
    const summary = sampleSummary({ notices: { requests: 0, emergency_until: '2026-11-25T22:10:00Z', emergencies: [] } })
    const shown = await mountSuspended(CircleNotices, { props: { summary }, ...attach })
    expect(words(shown)).toContain('You can read it until 25 November 2026, 22:10. You cannot change anything.')
  })
})

describe('a line of the history', () => {
  it.each([
    [line(), 'Ada Plover, SENCo at Larkhill Secondary, looked at Sam’s timeline and checklist.'],
    [line({ section: 'a_page_of_tomorrow' }), 'Ada Plover, SENCo at Larkhill Secondary, looked at a part of Sam’s plan.'],
    [line({ kind_of_line: 'change', action: 'update', subject: 'timeline_items', subject_title: 'Visit a college', changes: { status: ['not_started', 'done'] } }), 'marked “Visit a college” as done.'],
    [line({ kind_of_line: 'change', action: 'insert', subject: 'circle_members', actor_name: 'Kate Wren', actor_role: 'parent_carer', actor_team: null, changes: { display_name: [null, 'Gran'] } }), 'Kate Wren (Parent or carer) invited Gran to Sam’s circle.'],
    [line({ kind_of_line: 'change', action: 'insert', subject: 'something_new', actor_name: null }), 'Onward added something else.'],
  ])('is a sentence', async (given, expected) => {
    const shown = await mountSuspended(HistoryLine, { props: { line: given, name: 'Sam' }, ...attach })
    expect(words(shown)).toContain(expected)
  })

  it('says when, why, and what changed in words', async () => {
    const given = line({ kind_of_line: 'change', action: 'update', subject: 'placements', in_emergency: false, reason: 'Moved house', changes: { starts_on: ['2026-09-01', '2027-01-04'], status: ['waiting', 'done'] } })
    const shown = await mountSuspended(HistoryLine, { props: { line: given, name: 'Sam' }, ...attach })
    expect(words(shown)).toContain('20 November 2026, 10:32')
    expect(words(shown)).toContain('Why: Moved house')
    expect(words(shown)).toContain('First day 4 January 2027 (before: 1 September 2026)')
    expect(await axeFinds()).toEqual([])
  })

  it('says where it came from, where it came in a file', async () => {
    const given = line({ kind_of_line: 'change', action: 'update', subject: 'placements', reason: 'import:School MIS' })
    const shown = await mountSuspended(HistoryLine, { props: { line: given, name: 'Sam' }, ...attach })
    expect(words(shown)).toContain('It came in a file from: School MIS')
    expect(words(shown)).not.toContain('Why:')
  })

  it('is found by kind, person and days', async () => {
    const filter = { who: '', kind: '', from: '', to: '' } as const
    const shown = await mountSuspended(HistoryFilters, { props: { filter, actors: [{ actor_id: 'x', actor_name: 'Ada Plover', actor_role: 'senco' }] }, ...attach })
    await shown.get('#history-kind').setValue('view')
    await shown.get('#history-who').setValue('x')
    await shown.get('form').trigger('submit')
    expect(shown.emitted('apply')).toEqual([[{ who: 'x', kind: 'view', from: '', to: '' }]])
    expect(await axeFinds()).toEqual([])
  })
})
