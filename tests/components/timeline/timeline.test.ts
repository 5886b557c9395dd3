import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { TimelineContacts, TimelineDue, TimelineHead, TimelineLine, TimelineMilestone, TimelineNowNext, TimelineProblem, TimelineStatus, TimelineStep, TimelineWhy } from '#components'
import { byPlace, lineOf, type Step } from '../../../shared/timeline'
import { personId, sampleExplanation, sampleStage, sampleStep, sampleSummary, sampleView, today, words } from './samples'

describe('TimelineDue', () => {
  const shown = async (change: Partial<Step>, may = false) =>
    words(await mountSuspended(TimelineDue, { props: { step: sampleStep(change), view: sampleView({ mayAddDate: () => may }) } }))

  it.each([
    ['a date to aim for, and how near it is', {}, /Aim for .*by Monday.? 30 November \(in 5 days\)/],
    ['a date of the law, and the day to plan for', { due_kind: 'statutory', due_on: '2027-02-14', planning_day: '2027-02-12' }, /Must the law sets this date by Sunday.? 14 February .*Offices are closed that day\. Plan for Friday.? 12 February 2027/],
    ['a date of guidance', { due_kind: 'guidance', due_on: '2028-02-14' }, /Should .*by Monday.? 14 February 2028/],
    ['a late date, calmly', { due_on: '2026-11-02' }, /^This was due on Monday.? 2 November 2026$/],
    ['a late date of the law, with its weight', { due_on: '2026-11-02', due_kind: 'statutory' }, /Must .*This was due on/],
    ['one from before planning began, as an offer', { due_on: '2020-01-01', before_start: true }, /^This was due before the plan began here\. Do it now\?$/],
    ['one from before planning began, to somebody who cannot do it', { due_on: '2020-01-01', before_start: true, may_record: false }, /^This was due before the plan began here\.$/],
    ['a missing date, and whom to ask', { due_on: null, missing_fact: 'course_end' }, /^We do not know this date yet\. Missing: the last day of the college course\. Ask the school/],
  ] as const)('says %s', async (_what, change, answer) => {
    expect(await shown(change)).toMatch(answer)
  })

  it('leads somebody who may add it to the box for the missing date', async () => {
    const due = await mountSuspended(TimelineDue, {
      props: { step: sampleStep({ due_on: null, missing_fact: 'course_end' }), view: sampleView({ mayAddDate: () => true }) },
    })
    expect(due.get('a').attributes('href')).toBe(`/people/${personId}/details#field-course_end`)
  })
})

describe('TimelineStatus', () => {
  it.each([
    [{ status: 'done', done_at: '2026-11-03T23:30:00Z', done_by_name: 'Ola' }, 'Done by Ola on 3 November 2026'],
    [{ status: 'done', done_at: '2026-06-30T23:30:00Z' }, 'Done on 1 July 2026'],
    [{ status: 'waiting', waiting_on: 'the clinic' }, 'Waiting on the clinic'],
    [{ status: 'waiting' }, 'Waiting on someone'],
    [{ status: 'not_applicable', not_needed_reason: 'Already moved' }, 'Not needed: Already moved'],
    [{ status: 'in_progress' }, 'Doing'],
  ] as const)('%j', async (change, answer) => {
    expect(words(await mountSuspended(TimelineStatus, { props: { step: sampleStep(change) } }))).toBe(answer)
  })

  it('does not say "to do" unless asked', async () => {
    expect(words(await mountSuspended(TimelineStatus, { props: { step: sampleStep() } }))).toBe('')
    expect(words(await mountSuspended(TimelineStatus, { props: { step: sampleStep(), always: true } }))).toBe('To do')
  })
})

describe('TimelineStep', () => {
  it('lets the reader tick their own step, and put it back in the same place', async () => {
    const step = sampleStep()
    const view = await mountSuspended(TimelineStep, { props: { step, view: sampleView() } })
    await view.get('button[aria-label="Mark as done: Talk about the future"]').trigger('click')
    expect(view.emitted('done')).toEqual([[step]])
    await view.setProps({ step: { ...step, status: 'done' }, view: sampleView({ kept: [step.id] }) })
    await view.get('button[aria-label="Put back: Talk about the future"]').trigger('click')
    expect(view.emitted('undo')).toHaveLength(1)
  })

  it('sends nothing while it is being saved', async () => {
    const step = sampleStep()
    const view = await mountSuspended(TimelineStep, { props: { step, view: sampleView({ saving: [step.id] }) } })
    await view.get('button').trigger('click')
    expect(view.emitted('done')).toBeUndefined()
  })

  it('shows somebody else\'s step without a tick, and says whose it is', async () => {
    const view = await mountSuspended(TimelineStep, {
      props: { step: sampleStep({ audience: 'school', mine: false, may_record: false }), view: sampleView(), withWho: true },
    })
    expect(words(view)).toContain('Who does it: School')
    expect(view.findAll('button').map(button => button.text())).toEqual(['Why this date?', 'Read aloud'])
  })

  it('can be linked to, once', async () => {
    const step = sampleStep()
    const line = await mountSuspended(TimelineStep, { props: { step, view: sampleView() } })
    const summary = await mountSuspended(TimelineStep, { props: { step, view: sampleView(), inSummary: true } })
    expect(line.get('li').attributes('id')).toBe(`step-${step.id}`)
    expect(summary.get('li').attributes('id')).toBeUndefined()
  })
})

describe('TimelineMilestone', () => {
  const big = { kind: 'milestone', audience: null, mine: false, may_record: false, title: 'Plan names the college' } as const
  it.each([
    ['reached', { status: 'done', done_at: '2026-10-12T09:00:00Z' }, /Reached on 12 October 2026/],
    ['passed without a word', { due_on: '2026-10-12' }, /This was planned for Monday.? 12 October 2026/],
    ['to come', { due_on: '2027-03-30', due_kind: 'statutory' }, /Must.*Tuesday.? 30 March 2027/],
    ['long ago', { due_on: '2017-02-14', before_start: true }, /^Plan names the college Tuesday.? 14 February 2017$/],
  ] as const)('%s', async (_state, change, answer) => {
    expect(words(await mountSuspended(TimelineMilestone, { props: { step: sampleStep({ ...big, ...change }), view: sampleView() } }))).toMatch(answer)
  })
})

describe('TimelineHead and TimelineContacts', () => {
  it('says class, plan and place, and leads to the checklist', async () => {
    const head = await mountSuspended(TimelineHead, { props: { title: 'Sam’s timeline', summary: sampleSummary(), current: 'timeline' } })
    expect(head.get('h1').text()).toBe('Sam’s timeline')
    expect(words(head)).toMatch(/Year 9.*EHC plan.*Larkhill Secondary/)
    expect(head.get('a[aria-current=page]').text()).toBe('Timeline')
    expect(head.findAll('a').map(link => link.attributes('href'))).toContain(`/people/${personId}/checklist`)
  })

  it.each([
    [{ nc_year: 0 }, 'Reception'], [{ nc_year: -1 }, 'Not at school yet'], [{ nc_year: null, age: 21 }, '21 years old'],
    [{ plan_type: null }, 'No plan recorded'], [{ setting_now: null }, 'Not recorded'],
    [{ setting_next: { setting_name: 'Brindle College', setting_type: 'general_fe_college', starts_on: '2027-09-03' } }, 'Brindle College, from 3 September 2027'],
  ] as const)('%j is %s', async (change, answer) => {
    const head = await mountSuspended(TimelineHead, { props: { title: 'T', summary: sampleSummary(change), current: 'timeline' } })
    expect(words(head)).toContain(answer)
  })

  it('names who to ask, and says so when nobody is named', async () => {
    const contact = { display_name: 'Ada Plover', role: 'senco', organisation: 'Larkhill Secondary', audience: 'school' as const, away: null }
    expect(words(await mountSuspended(TimelineContacts, { props: { contacts: [contact] } }))).toContain('Ada Plover SENCo, Larkhill Secondary')
    expect(words(await mountSuspended(TimelineContacts, { props: { contacts: [] } }))).toContain('Nobody is named yet.')
  })
})

describe('TimelineNowNext', () => {
  const base = { view: sampleView() }

  it('shows my steps, what others do, and the next big day', async () => {
    const next = {
      mine: [sampleStep({ title: 'Mine' })],
      late: [sampleStep({ title: 'Late', mine: false, may_record: false, audience: 'la_send', due_on: '2026-11-01' })],
      others: [sampleStep({ title: 'Theirs', mine: false, may_record: false, audience: 'school' })],
      milestone: sampleStep({ title: 'Big', kind: 'milestone', audience: null, mine: false }),
    }
    const view = await mountSuspended(TimelineNowNext, { props: { ...base, next, hasOwn: true } })
    expect(view.findAll('h3').map(heading => heading.text())).toEqual(['Your next steps', 'The next big day', 'Late: other people need to do this', 'What others do next'])
    expect(words(view)).toContain('Who does it: School')
  })

  it('says that nothing is on my list, and does not speak of a list to somebody who has none', async () => {
    const next = { mine: [], late: [], others: [], milestone: undefined }
    expect(words(await mountSuspended(TimelineNowNext, { props: { ...base, next, hasOwn: true } }))).toContain('Nothing is on your list')
    expect(words(await mountSuspended(TimelineNowNext, { props: { ...base, next, hasOwn: false } }))).toBe('Now and next')
  })
})

describe('TimelineLine', () => {
  const stages = [
    sampleStage({ key: 'ey', title: 'Starting school', from_on: '2017-09-01', to_on: '2018-08-31', from_nc_year: -2, to_nc_year: 0, position: 1 }),
    sampleStage({ key: 'k4' }),
    sampleStage({ key: 'p16', title: '16 to 19', from_on: '2028-09-01', to_on: '2031-08-31', position: 5, from_nc_year: 12, to_nc_year: 14 }),
    sampleStage({ key: 'n25', title: '19 to 25', from_on: '2032-03-17', to_on: '2039-03-16', position: 8, from_nc_year: null, to_nc_year: null, from_age: 19, to_age: 25 }),
  ]
  const steps = [
    sampleStep({ stage_key: 'k4', title: 'My step' }),
    sampleStep({ stage_key: 'k4', title: 'My finished step', status: 'done', done_at: '2026-11-01T10:00:00Z' }),
    sampleStep({ stage_key: 'k4', title: 'School step', audience: 'school', mine: false, may_record: false }),
    sampleStep({ stage_key: 'n25', title: 'Far step', due_on: '2035-01-01' }),
    sampleStep({ stage_key: 'ey', title: 'Old step', due_on: '2017-02-14', before_start: true }),
  ]
  const line = byPlace(lineOf(stages, steps, today))
  const mountLine = (shown: string[]) => mountSuspended(TimelineLine, { props: { line, shown, view: sampleView() } })

  it('folds the past, opens now, and keeps what is far away to its years', async () => {
    const view = await mountLine(['k4'])
    expect(words(view)).toContain('1 part before now')
    expect(view.findAll('h3').map(heading => heading.text())).toEqual(['Choosing what comes next', '16 to 19', '19 to 25'])
    expect(words(view)).toContain('September 2026 to August 2028 (Years 10 and 11)')
    expect(words(view)).toContain('17 March 2032 to 16 March 2039 (Ages 19 to 25)')
    expect(words(view)).toContain('My step')
    expect(words(view)).not.toContain('Far step')
    expect(words(view)).not.toContain('Old step')
  })

  it('puts my steps first, and folds what is done with its number', async () => {
    const view = await mountLine(['k4'])
    expect(view.findAll('h4').map(heading => heading.text())).toEqual(['Your steps', 'School'])
    expect(words(view)).toContain('1 step done or not needed')
    expect(words(view)).not.toContain('My finished step')
  })

  it('brings the steps of a far stage when it is opened, and of the past when a link leads there', async () => {
    expect(words(await mountLine(['n25']))).toContain('Far step')
    expect(words(await mountLine(['ey']))).toContain('Old step')
  })

  it('asks the page to open a stage', async () => {
    const view = await mountLine([])
    const details = view.findAll('details').at(-1)
    if (details?.element instanceof HTMLDetailsElement) details.element.open = true
    await details?.trigger('toggle')
    expect(view.emitted('show')?.[0]).toEqual(['n25', true])
  })
})

describe('TimelineWhy', () => {
  const why = async (change = {}, may = false) =>
    mountSuspended(TimelineWhy, { props: { explanation: sampleExplanation(change), personId, mayChange: () => may } })

  it('says what the date is, what it came from, the rule and how sure we are', async () => {
    const text = words(await why())
    expect(text).toContain('The law sets this date. It must be kept.')
    expect(text).toContain('This is the last day for the plan to name the next school or college: 30 March 2029.')
    expect(text).toContain('the date of birth: 17 March 2013')
    expect(text).toContain('1 year below the usual one')
    expect(text).toContain('Final plan before 31 March SEND Regs 2014 reg 18(1)(a) We read this in a good source')
    expect(text).toMatch(/The date moves by itself when one of these changes: ?the first day at the next school or college/)
  })

  it.each([
    [{ offset: '-P17W' }, 'This is 17 weeks before the last day for the plan to name the next school or college, which is on 30 March 2029.'],
    [{ offset: 'P1Y6M' }, 'This is 1 year and 6 months after the last day'],
    [{ anchor_on: null, missing_fact: 'course_end', anchor_name: 'the last day of the college course' }, 'This date counts from the last day of the college course. We do not know that day yet.'],
    [{ repeats: 'each_review' }, 'It comes round with every yearly review.'],
    [{ repeats: 'P12M' }, 'It comes round every 12 months.'],
    [{ anchor: 'review_meeting', assumed: true, facts: [{ fact: 'plan_last_decision_on', value: '2026-02-20' }] }, 'No meeting is booked yet. This is the last day that keeps the law.'],
    [{ anchor: 'review_meeting', assumed: true, facts: [{ fact: 'review_meeting', value: '2026-12-20' }] }, 'No meeting is booked for that year yet.'],
    [{ anchor: 'adult_care_start', assumed: true }, 'Nobody has told us this day yet, so we use the usual one.'],
  ])('%j', async (change, answer) => {
    expect(words(await why(change))).toContain(answer)
  })

  it('leads to where a fact is changed only those who may', async () => {
    expect((await why()).findAll('a')).toHaveLength(0)
    expect((await why({}, true)).findAll('a').map(link => link.attributes('href'))).toEqual([
      `/people/${personId}/details#field-date_of_birth`, `/people/${personId}/details#field-year_group_offset`, `/people/${personId}/details#field-next_starts_on`,
    ])
  })
})

it('TimelineProblem says what is wrong and lets the reader try again', async () => {
  const view = await mountSuspended(TimelineProblem, { props: { problem: 'We cannot reach Onward.' } })
  expect(view.get('[role=alert]').text()).toContain('We cannot reach Onward.')
  await view.get('button').trigger('click')
  expect(view.emitted('retry')).toHaveLength(1)
})
