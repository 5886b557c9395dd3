import { mountSuspended } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CareDecisionForm, CareGaps, CareLine, MoveAlerts, MoveCheck, MoveDay, MoveDecline, MoveForm, MoveHandoverFacts, MovePack, MovePackChooser } from '#components'
import type { Support, SupportGap } from '../../../shared/adult-care'
import type { Handover, MoveAlert, MovePage, Pack, PackContent } from '../../../shared/moves'
import { words } from '../timeline/samples'

const today = '2026-11-25'
const content: PackContent = {
  head: { known_as: 'Tom', family_name: 'Bramble', date_of_birth: '2009-03-15', nc_year: 13, setting_now: 'Hollow Oak' },
  needs: [{ title: 'Has a learning disability' }], plan: null,
}
const pack: Pack = {
  id: '1', sections: ['needs', 'plan'], message: 'Ask me first.', content, checked_by_name: 'Jean', checked_as: 'parent_carer',
  checked_at: '2026-11-20T10:00:00Z', agreed_how: 'We talked at tea',
}
const handover: Handover = {
  id: '1', move_id: '2', person_id: '3', pack_id: '4', kind: 'education', specialty: null, from_name: 'Hollow Oak', to_name: 'College',
  moves_on: null, state: 'sent', sent_at: '2026-11-10T10:00:00Z', sent_by_name: 'Ruth', answer_by: '2026-11-17', is_late: true,
  read_at: null, read_by_name: null, read_as: null, answered_at: null, answered_by_name: null, reason: null, next_step: null, version: 1,
}
const support: Support = {
  id: 'a', kind: 'short_breaks', title: 'Willow House', provider: null, funded_by: 'childrens_social_care', starts_on: null, ends_on: null,
  follows_id: null, updated_by_name: 'Tess', version: 1, last_day: '2027-03-14', decision: null,
}
const gap: SupportGap = {
  support_id: 'a', person_id: 'p', known_as: 'Tom', family_name: null, kind: 'short_breaks', title: 'Willow House', provider: null,
  funded_by: 'childrens_social_care', last_day: '2027-03-14', is_assumed: true, gap_from: '2027-03-15', gap_until: null, next_title: null,
  next_provider: null, next_funded_by: null, continues_by_law: false,
}
const saved = () => vi.fn(async () => '')

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  document.body.innerHTML = ''
})

describe('MovePackChooser', () => {
  const props = { moveId: 'm', choices: content, before: null, asksHow: false, name: 'Tom' }

  it('starts with the parts that say something, and shows each as it would be sent', async () => {
    const save = saved()
    const view = await mountSuspended(MovePackChooser, { props: { ...props, save }, attachTo: document.body })
    expect(words(view)).toContain('Has a learning disability')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenCalledWith({ sections: ['needs'], message: '', agreedHow: '' })
    view.unmount()
  })

  it('asks somebody who does not decide how it was agreed, and keeps what they wrote', async () => {
    const save = saved()
    const view = await mountSuspended(MovePackChooser, { props: { ...props, asksHow: true, save }, attachTo: document.body })
    await view.get('textarea').setValue('He likes mornings')
    await view.get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
    expect(words(view)).toContain('Say how it was agreed')
    expect(view.get('textarea').element.value).toBe('He likes mornings')
    view.unmount()
  })

  it('keeps everything and says so when it cannot be saved', async () => {
    const view = await mountSuspended(MovePackChooser, { props: { ...props, save: async () => 'We cannot reach Onward.' }, attachTo: document.body })
    await view.get('textarea').setValue('He likes mornings')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(view.get('[role=alert]').text()).toContain('We cannot reach Onward.')
    expect(view.get('textarea').element.value).toBe('He likes mornings')
    view.unmount()
  })
})

describe('MovePack', () => {
  it('puts the family\'s own words first, and says who checked it and how', async () => {
    const text = words(await mountSuspended(MovePack, { props: { pack } }))
    expect(text.indexOf('Ask me first.')).toBeLessThan(text.indexOf('Has a learning disability'))
    expect(text).toContain('Checked by Jean on 20 November 2026. How it was agreed: We talked at tea')
    expect(text).toContain('Nothing is written here yet.')
  })
})

describe('MoveHandoverFacts', () => {
  it('says that nobody answered, to whoever looks', async () => {
    expect(words(await mountSuspended(MoveHandoverFacts, { props: { handover } }))).toContain('College has not said yes or no. The aim was 17 November 2026.')
  })

  it('shows the reason and the next step of a no', async () => {
    const declined = { ...handover, state: 'declined', is_late: false, answered_at: '2026-11-12T10:00:00Z', answered_by_name: 'Dev', reason: 'Full', next_step: 'Try Skills' } as const
    const text = words(await mountSuspended(MoveHandoverFacts, { props: { handover: declined } }))
    expect(text).toMatch(/Turned down by Dev.*Full.*Try Skills/)
  })
})

describe('MoveDecline', () => {
  it('sends no reason without a next step', async () => {
    const save = saved()
    const view = await mountSuspended(MoveDecline, { props: { handoverId: 'h', save }, attachTo: document.body })
    const [reason, next] = view.findAll('textarea')
    await reason?.setValue('We are full')
    await view.get('form').trigger('submit')
    expect(save).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(next?.element)
    await next?.setValue('Ask in May')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenCalledWith({ reason: 'We are full', nextStep: 'Ask in May' })
    view.unmount()
  })
})

describe('MoveForm', () => {
  it('asks which part of health care only for a health move, and links a team that is on Onward', async () => {
    const save = saved()
    const view = await mountSuspended(MoveForm, {
      props: { personId: 'p', fromName: 'Hollow Oak', teams: [{ id: 't', name: 'College', audience: 'post16_provider' }], save }, attachTo: document.body,
    })
    await view.get('input[value=health]').setValue(true)
    await view.get('form').trigger('submit')
    expect(words(view)).toContain('Say which part of health care moves')
    await view.get('input[value=education]').setValue(true)
    await view.get('input[name=to_name]').setValue('college')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ kind: 'education', specialty: null, to_organisation_id: 't', moves_on: null }))
    view.unmount()
  })
})

describe('MoveCheck', () => {
  it('asks what happens next only when it does not go well', async () => {
    const view = await mountSuspended(MoveCheck, {
      props: { moveId: 'm', check: { kind: 'six_weeks', due_on: '2026-10-15', answers: [] }, mayAdd: true, save: saved() }, attachTo: document.body,
    })
    expect(words(view)).toContain('The aim was 15 October 2026')
    expect(view.find('textarea[name=next_step]').exists()).toBe(false)
    await view.get('input[value=mixed]').setValue(true)
    expect(view.find('textarea[name=next_step]').exists()).toBe(true)
    view.unmount()
  })
})

describe('CareGaps', () => {
  it('says when support ends, that nothing follows, and what the law says', async () => {
    const text = words(await mountSuspended(CareGaps, { props: { gaps: [{ ...gap, continues_by_law: true }], today } }))
    expect(text).toContain('It is for children, so it may end on 14 March 2027. Nothing starts after it. That is in 4 months.')
    expect(text).toContain('Care Act 2014 section 66')
  })

  it('is not there when there is no gap', async () => {
    expect(words(await mountSuspended(CareGaps, { props: { gaps: [], today } }))).toBe('')
  })
})

describe('CareLine', () => {
  it('offers the ways to close a gap, and asks before a decision is taken back', async () => {
    const actions = { save: saved(), decide: saved(), reopen: saved() }
    const open = await mountSuspended(CareLine, { props: { line: { ends: support, starts: [], gap }, ...actions } })
    expect(words(open)).toContain('Write down a decision')
    const decision = { decision: 'not_needed', what: 'Nothing', decided_by: 'Tom', why: 'Too old for it', decided_on: today, recorded_by_name: 'Tess', version: 1 } as const
    const closed = await mountSuspended(CareLine, { props: { line: { ends: { ...support, decision }, starts: [], gap: undefined }, ...actions }, attachTo: document.body })
    expect(words(closed)).toContain('By Tom on 25 November 2026. Why: Too old for it')
    expect(words(closed)).not.toContain('Write down a decision')
    await closed.findAll('button').find(button => button.text() === 'Take the decision back')?.trigger('click')
    expect(actions.reopen).not.toHaveBeenCalled()
    expect(document.body.textContent).toContain('Take the decision back?')
    closed.unmount()
  })
})

describe('CareDecisionForm', () => {
  it('sends nothing without what, who and why', async () => {
    const save = saved()
    const view = await mountSuspended(CareDecisionForm, { props: { supportId: 'a', save }, attachTo: document.body })
    await view.get('form').trigger('submit')
    const text = words(view)
    for (const missing of ['Choose what was decided', 'Say who decided', 'Say why']) expect(text).toContain(missing)
    expect(save).not.toHaveBeenCalled()
    view.unmount()
  })
})

describe('MoveDay', () => {
  const page: MovePage = {
    move: {
      id: 'm', person_id: 'p', kind: 'education', specialty: null, from_name: 'Hollow Oak', to_name: 'College', to_organisation_id: null, moves_on: '2026-09-03',
      moved_on: null, moved_by_name: null, plan_b: null, state: 'accepted', from_closed_by_name: null, from_closed_on: null, to_closed_by_name: null,
      to_closed_on: null, called_off_reason: null, shared_with: [], version: 3,
    },
    sides: ['to'], may_take_back: null, from_until: null, alerts: [], decides: false, pack: null, handovers: [], meetings: [], checks: [],
  }

  it('says what follows, and starts with the planned day once it is past', async () => {
    const save = saved()
    const view = await mountSuspended(MoveDay, { props: { page, name: 'Tom', busy: false, save }, attachTo: document.body })
    expect(words(view)).toContain('From then on this plan says that Tom learns there. Hollow Oak still sees the plan')
    await view.get('form').trigger('submit')
    await flushPromises()
    expect(save).toHaveBeenCalledWith('2026-09-03')
    view.unmount()
  })

  it('asks nobody who only reads, and tells them who is asked', async () => {
    const asked = [{ reason: 'not_moved' as const, step: 1, asked_on: '2026-09-11', name: 'Dev Kestrel', team: 'College', seen_at: null, seen_by_name: null }]
    const view = await mountSuspended(MoveDay, { props: { page: { ...page, sides: [], alerts: asked }, name: 'Tom', busy: false, save: saved() } })
    expect(words(view)).toContain('Nobody has said yet whether this move happened.')
    expect(words(view)).toContain('Dev Kestrel (College) has been asked about it since 11 September 2026. Not seen yet.')
    expect(view.find('form').exists()).toBe(false)
  })
})

describe('MoveAlerts', () => {
  const alert: MoveAlert = {
    move_id: 'm', person_id: 'p', known_as: 'Tom', family_name: 'Bramble', kind: 'education', specialty: null, from_name: 'Hollow Oak', to_name: 'College',
    moves_on: '2027-09-03', reason: 'unanswered', since: '2026-11-18', step: 2,
  }

  it('says what to do and that it is asked again, and is not there when nothing is asked', async () => {
    const view = await mountSuspended(MoveAlerts, { props: { alerts: [alert], busy: false } })
    expect(words(view)).toContain('College should have answered by 18 November 2026.')
    expect(words(view)).toContain('Somebody was asked before you.')
    await view.get('button[aria-label="I have seen this: Tom Bramble"]').trigger('click')
    expect(view.emitted('see')).toEqual([[alert]])
    await view.setProps({ alerts: [] })
    expect(words(view)).toBe('')
  })
})
