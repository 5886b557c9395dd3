import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { CaseloadBulkForm, CaseloadFilters, CaseloadList, CaseloadOutcome, CaseloadPassOnForm, CaseloadRow, CaseloadViews } from '#components'
import type { CaseloadLine, Colleague, WorkPlan } from '../../../shared/caseload.ts'

const today = '2026-11-25'
const id = (n: number) => `b0000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function line(change: Partial<CaseloadLine> = {}): CaseloadLine {
  return {
    person_id: id(1), organisation_id: id(99), audience: 'school', known_as: 'Moss', family_name: 'Larch', date_of_birth: '2013-05-14', nc_year: 9,
    stage_title: 'Year 9: thinking about the future', locality: 'Larkhill', plan_type: 'ehc_plan', setting_name: 'Larkhill Secondary', need: 1,
    need_day: '2026-11-02', step_title: 'Give advice for the review', step_due_on: '2026-11-02', step_due_kind: 'statutory', step_audience: 'health',
    overdue: [{ audience: 'health', must: 1, other: 2 }], flags: [], unknown_dates: 0, review_by: null, contact_id: id(50), contact_name: 'Ada Plover',
    left_name: null, contact_is_away: false, cover_name: null, reminders: null, ...change,
  }
}
function colleague(n: number, change: Partial<Colleague> = {}): Colleague {
  return {
    organisation_id: id(99), organisation: 'Larkhill', member_id: id(n), display_name: `Colleague ${n}`, role: 'senco', is_me: n === 1, has_left: false,
    cases: 0, away_from: null, away_until: null, cover_member_id: null, card_version: 0, ...change,
  }
}

afterEach(() => {
  document.body.innerHTML = ''
})

describe('CaseloadRow', () => {
  const show = (change: Partial<CaseloadLine> = {}) => mountSuspended(CaseloadRow, { props: { line: line(change), today, chosen: false } })

  it('says who, what is late by whom, how binding it is, and who deals with it', async () => {
    const row = await show()
    expect(row.get('a').attributes('href')).toBe(`/people/${id(1)}`)
    for (const words of ['Moss Larch', 'Year 9', 'Late by law: someone else\'s', 'Give advice for the review', 'Must', 'This was due on 2 November 2026', 'Health 3 (1 by law)', 'Ada Plover']) {
      expect(row.text()).toContain(words)
    }
  })

  it('says who covers, who has left, and what is unknown', async () => {
    expect((await show({ contact_is_away: true, cover_name: 'Rob Stonechat' })).text()).toContain('Ada Plover is away, Rob Stonechat covers')
    const left = await show({ contact_id: null, contact_name: null, left_name: 'Lynn Wigeon', flags: ['no_contact', 'unknown_dates'], unknown_dates: 2 })
    expect(left.text()).toContain('No contact: Lynn Wigeon has left')
    expect(left.text()).toContain('2 dates unknown')
  })

  it('lets a reminder be marked as seen', async () => {
    const reminder = { id: id(7), from_name: 'Grace Osprey', from_team: 'SEND team', sent_at: '2026-11-20T10:00:00Z' }
    const row = await show({ flags: ['reminded'], reminders: [reminder] })
    expect(row.text()).toContain('Grace Osprey (SEND team) reminded you on 20 November 2026.')
    await row.get('button').trigger('click')
    expect(row.emitted('seen')).toEqual([[reminder]])
  })
})

describe('CaseloadList', () => {
  const lines = [1, 2, 3].map(n => line({ person_id: id(n), known_as: `Person ${n}`, family_name: null }))
  const show = () => mountSuspended(CaseloadList, { props: { lines, total: 3, today, chosen: new Map() }, attachTo: document.body })
  const focused = () => document.activeElement?.closest('[data-index]')?.getAttribute('data-index')

  it('goes from row to row by arrow keys, and stays in its column', async () => {
    const list = await show()
    const boxes = list.findAll<HTMLInputElement>('[data-row-part=choose]')
    boxes[0]?.element.focus()
    for (const [key, at] of [['ArrowDown', '1'], ['End', '2'], ['ArrowDown', '2'], ['ArrowUp', '1'], ['Home', '0']] as const) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await Promise.resolve()
      expect(focused()).toBe(at)
      expect(document.activeElement?.getAttribute('type')).toBe('checkbox')
    }
  })

  it('chooses one, and with shift everybody in between', async () => {
    const list = await show()
    const boxes = list.findAll<HTMLInputElement>('[data-row-part=choose]')
    const press = (n: number, shiftKey: boolean) => boxes[n]?.element.dispatchEvent(new MouseEvent('click', { shiftKey, bubbles: true }))
    press(0, false)
    press(2, true)
    const chosen = list.emitted<[CaseloadLine[], boolean]>('choose')?.map(([some, on]) => [some.map(({ known_as: name }) => name), on])
    expect(chosen).toEqual([[['Person 1'], true], [['Person 1', 'Person 2', 'Person 3'], true]])
  })

  it('says where each row is in the whole list', async () => {
    const list = await mountSuspended(CaseloadList, { props: { lines, total: 48, today, chosen: new Map() } })
    expect(list.findAll('[data-index]').map(row => [row.attributes('aria-posinset'), row.attributes('aria-setsize')])).toEqual([['1', '48'], ['2', '48'], ['3', '48']])
  })
})

describe('CaseloadFilters', () => {
  const counts = {
    total: 3, everybody: 5,
    facets: {
      need: [{ key: '7', label: null, count: 2 }, { key: '0', label: null, count: 1 }],
      year: [{ key: 'older', label: null, count: 1 }, { key: '9', label: null, count: 2 }],
      setting: [{ key: 'x', label: 'Larkhill Secondary', count: 3 }],
    },
  }

  it('offers what there is to choose, worst first, with how many each leaves', async () => {
    const filters = await mountSuspended(CaseloadFilters, { props: { choice: {}, counts, teams: [] } })
    expect(filters.findAll('input[name=filter-need]').map(box => box.element.parentElement?.textContent?.trim())).toEqual(['Late by law: yours (1)', 'Nothing late or near (2)'])
    expect(filters.text()).toContain('Year 9 (2)')
    expect(filters.text()).not.toContain('Larkhill Secondary')
  })

  it('keeps what is chosen in sight when nobody is left, and clears it but for the team', async () => {
    const filters = await mountSuspended(CaseloadFilters, { props: { choice: { need: ['3'], team: 'a' }, counts, teams: [] } })
    expect(filters.text()).toContain('Yours within 7 days (0)')
    await filters.get('input[value="0"]').trigger('change')
    await filters.findAll('button').find(button => button.text().includes('Clear 1 filter'))?.trigger('click')
    expect(filters.emitted('narrow')).toEqual([[{ need: ['3', '0'], team: 'a' }], [{ team: 'a' }]])
  })
})

describe('CaseloadOutcome', () => {
  it('says for how many, for whom not and why, takes the keyboard and offers the way back', async () => {
    const answer = { action_id: id(8), changed: 2, people: [{ person_id: id(1), reason: null }, { person_id: id(2), reason: null }, { person_id: id(3), reason: 'not_your_step' }] }
    const outcome = await mountSuspended(CaseloadOutcome, {
      props: { outcome: { answer, names: new Map([[id(3), 'Bea Bramble']]), messageKey: 'caseload.outcome.not_needed' }, busy: false }, attachTo: document.body,
    })
    expect(outcome.text()).toContain('Marked not needed for 2 people')
    expect(outcome.text()).toContain('Not changed, because the step belongs to another team: Bea Bramble')
    expect(document.activeElement).toBe(outcome.element)
    await outcome.findAll('button').find(button => button.text() === 'Undo')?.trigger('click')
    expect(outcome.emitted('undo')).toHaveLength(1)
  })
})

describe('CaseloadBulkForm', () => {
  it('asks for what is missing, and keeps the reason beside who reads it', async () => {
    const steps = [{ item_key: 'a', title: 'Hold the review', audience: 'school' as const, due_kind: 'statutory' as const, on_lists: 3, may_record: 2 }]
    const form = await mountSuspended(CaseloadBulkForm, {
      props: { open: true, action: 'not_needed', count: 3, colleagues: [], steps, busy: false, problem: '', today }, attachTo: document.body,
    })
    const dialog = () => document.querySelector('[role=dialog]')
    expect(dialog()?.textContent).toContain('everyone involved: the young person, their family')
    dialog()?.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await form.vm.$nextTick()
    expect(dialog()?.textContent).toContain('Choose a step')
    expect(dialog()?.textContent).toContain('Say why')
    expect(form.emitted('send')).toBeUndefined()
  })
})

describe('CaseloadPassOnForm', () => {
  const colleagues = [colleague(1, { cases: 4 }), colleague(2), colleague(3, { organisation_id: id(98), organisation: 'Elsewhere' }), colleague(4, { has_left: true, cases: 2 })]
  async function form() {
    const given: Array<[string, WorkPlan]> = []
    const shown = await mountSuspended(CaseloadPassOnForm, {
      props: { colleagues, today, busy: false, passOn: async (from: Colleague, plan: WorkPlan) => (given.push([from.member_id, plan]), ''), isBack: async () => '' },
      attachTo: document.body,
    })
    return { shown, given }
  }
  const question = () => document.querySelector('[role=alertdialog]')

  it('asks before it hands over, and offers team mates only', async () => {
    const { shown, given } = await form()
    expect(shown.findAll('#work-to option').map(option => option.text())).toEqual(['Nobody yet', 'Colleague 2, Larkhill: no cases'])
    await shown.get('input[value=hand_over]').setValue(true)
    await shown.get('form').trigger('submit')
    expect(shown.text()).toContain('Choose who takes them')
    await shown.get('#work-to').setValue(id(2))
    await shown.get('form').trigger('submit')
    expect(question()?.textContent).toContain('Hand over 4 cases to Colleague 2?')
    expect(given).toEqual([])
    question()?.querySelector('button')?.click()
    expect(given).toEqual([[id(1), { from: today, until: '', to: id(2), handOver: true }]])
  })

  it('says what families see while somebody is away', async () => {
    const { shown, given } = await form()
    await shown.get('#work-to').setValue(id(2))
    await shown.get('form').trigger('submit')
    expect(question()?.textContent).toContain('4 families see that Colleague 2 covers.')
    question()?.querySelector('button')?.click()
    expect(given).toEqual([[id(1), { from: today, until: '', to: id(2), handOver: false }]])
  })

  it('only hands over for somebody who has left', async () => {
    const { shown } = await form()
    await shown.get('#work-member').setValue(id(4))
    expect(shown.findAll('input[type=radio]').map(radio => radio.attributes('value'))).toEqual(['hand_over'])
    expect(shown.find('#work-from').exists()).toBe(false)
  })
})

describe('CaseloadViews', () => {
  it('asks for a name, says why it could not be kept, and keeps what was typed', async () => {
    const views = await mountSuspended(CaseloadViews, { props: { views: [], mayKeep: true, keep: async () => 'You keep 20 views already.' } })
    await views.get('button').trigger('click')
    await views.get('form').trigger('submit')
    expect(views.text()).toContain('Give the view a name')
    await views.get('input').setValue('Late ones')
    await views.get('form').trigger('submit')
    await new Promise(resolve => setTimeout(resolve))
    expect(views.text()).toContain('You keep 20 views already.')
    expect(views.get<HTMLInputElement>('input').element.value).toBe('Late ones')
  })
})
