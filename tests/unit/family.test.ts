import { describe, expect, it } from 'vitest'
import { changesOf, mergeChanges, type ChangeRow } from '../../shared/changes.ts'
import { currentViews, decisionsToTell, type FamilyViews } from '../../shared/family.ts'
import { promisesOf, type ReviewAction } from '../../shared/promises.ts'
import { sampleStep } from '../components/timeline/samples.ts'

const today = '2026-11-25'
let made = 100

/** Newest first, as the database gives them: each one made is older than the one before. */
function change(columns: Record<string, [unknown, unknown]>, row: Partial<ChangeRow> = {}): ChangeRow {
  made -= 1
  return {
    event_id: made, at: '2026-11-20T10:00:00Z', is_new: true, actor_name: 'Ada Plover', actor_role: 'senco', action: 'update',
    subject: 'timeline_items', subject_key: 'y9-sch-01', changes: columns as ChangeRow['changes'], name: 'Hold the review',
    item_id: '1', item_audience: 'school', item_mine: false, item_due_on: null, item_status: 'done', ...row,
  }
}

describe('what changed', () => {
  it.each<[happened: string, columns: Record<string, [unknown, unknown]>, what: string, todo: string, row?: Partial<ChangeRow>]>([
    ['a step is done by its team', { status: ['waiting', 'done'], waiting_on: ['A date', null] }, 'done', 'did_it_happen'],
    ['a step of mine is done by somebody else', { status: ['not_started', 'done'] }, 'done', 'check_own', { item_mine: true, item_audience: 'family' }],
    ['a step of the young person is done', { status: ['not_started', 'done'] }, 'done', 'ask_if_not', { item_audience: 'young_person' }],
    ['it waits for somebody', { status: ['not_started', 'waiting'], waiting_on: [null, 'The clinic'] }, 'waiting_on', 'waiting'],
    ['it is not needed', { status: ['not_started', 'not_applicable'], not_needed_reason: [null, 'Done last year'] }, 'not_needed', 'ask_if_unsure'],
    ['it is put back', { status: ['done', 'not_started'] }, 'put_back', 'nothing'],
    ['a note is added', { note: [null, 'Booked'] }, 'note', 'nothing'],
    ['a note is taken away', { note: ['Booked', null] }, 'note_gone', 'nothing'],
    ['a date is known', { on_date: [null, '2027-01-12'] }, 'date_set', 'look_dates', { subject: 'person_dates', action: 'insert' }],
    ['a date moves', { on_date: ['2027-01-12', '2027-01-19'] }, 'date_moved', 'look_dates', { subject: 'person_dates' }],
    ['a date is gone', { on_date: ['2027-01-12', null] }, 'date_gone', 'look_dates', { subject: 'person_dates', action: 'delete' }],
    ['the council decides', { last_decision_on: [null, '2026-11-01'] }, 'plan_decision', 'look_dates', { subject: 'plans', subject_key: 'ehc_plan' }],
    ['the plan may end', { status: ['final', 'cease_proposed'] }, 'plan_status', 'ask_if_unsure', { subject: 'plans', subject_key: 'ehc_plan' }],
    ['a place is known', { setting_name: [null, 'A College'] }, 'place_next', 'look_dates', { subject: 'placements', subject_key: 'next', action: 'insert' }],
    ['a team joins', { starts_on: [null, today] }, 'team_joined', 'see_contact', { subject: 'involvements', action: 'insert' }],
    ['a team has a new contact', { named_contact_id: ['1', '2'] }, 'contact_new', 'see_contact', { subject: 'involvements' }],
    ['somebody joins the circle', { display_name: [null, 'Gran'] }, 'circle_joined', 'check_circle', { subject: 'circle_members', subject_key: 'parent_carer', action: 'insert' }],
    ['a question is answered', { answer: [null, 'Yes'] }, 'answered', 'read_answer', { subject: 'questions' }],
    ['a review is booked', { meeting_on: [null, '2026-12-21'] }, 'review_booked', 'note_date', { subject: 'reviews', action: 'insert', name: null }],
    ['a review is moved', { meeting_on: ['2026-12-21', '2027-01-11'] }, 'review_moved', 'note_date', { subject: 'reviews', name: null }],
    ['the council decides after a review', { decision: [null, 'amend'], decision_on: [null, '2027-01-11'] }, 'review_decision_amend', 'read_letter', { subject: 'reviews', name: null }],
    ['a review decided something', { words: [null, 'Visit the depot'], due_on: [null, '2027-02-01'] }, 'action_new', 'nothing', { subject: 'review_actions', action: 'insert' }],
    ['what a review decided is done', { done_at: [null, '2027-01-20T10:00:00Z'] }, 'action_done', 'ask_if_not', { subject: 'review_actions' }],
    ['a goal is shared', { words: [null, 'A job with trains'] }, 'goal_new', 'talk', { subject: 'goals', action: 'insert' }],
    ['somebody says how a goal is going', { words: [null, 'I went twice'] }, 'goal_report', 'talk', { subject: 'goal_reports', action: 'insert' }],
    ['an answer is mended', { answer: ['Yes', 'No'] }, 'answer_mended', 'read_answer', { subject: 'questions' }],
  ])('is told when %s', (_happened, columns, what, todo, row) => {
    expect(changesOf([change(columns, row)])).toMatchObject([{ what, todo }])
  })

  it('says whose step it is', () => {
    const why = (row: Partial<ChangeRow>) => changesOf([change({ status: ['not_started', 'done'] }, row)])[0]?.why
    expect(why({ item_mine: true })).toBe('own_step')
    expect(why({ item_audience: 'young_person' })).toBe('child_step')
    expect(why({ item_audience: 'health' })).toBe('team_step')
    expect(why({ item_audience: null })).toBe('milestone')
  })

  it('tells a thing once when one person changed it several times, and not at all when they put it back', () => {
    const [later, earlier] = [change({ status: ['in_progress', 'done'] }), change({ status: ['not_started', 'in_progress'], note: [null, 'On it'] })]
    expect(mergeChanges([later, earlier])).toMatchObject([{ changes: { status: ['not_started', 'done'], note: [null, 'On it'] } }])
    expect(changesOf([change({ status: ['done', 'not_started'] }), change({ status: ['not_started', 'done'] })])).toEqual([])
  })

  it('keeps apart what two people did, and what was seen already', () => {
    const rows = [change({ note: ['a', 'b'] }), change({ note: [null, 'a'] }, { actor_name: 'Kate' }), change({ status: ['not_started', 'waiting'] }, { is_new: false })]
    expect(changesOf(rows)).toHaveLength(3)
  })

  it('leaves out what would say nothing', () => {
    expect(changesOf([change({ invited_at: [null, 'x'] }, { subject: 'circle_members' }), change({ x: [1, 2] }, { subject: 'something_new' })])).toEqual([])
  })
})

describe('what was promised', () => {
  const promise = (due: string | null, more = {}) => sampleStep({ audience: 'school', mine: false, due_on: due, ...more })

  it('is late, to come, or kept, on time or after its day', () => {
    const late = promise('2026-11-15')
    const soon = promise('2026-12-01')
    const kept = promise('2026-10-10', { status: 'done', done_at: '2026-10-09T23:30:00Z' })
    const keptLate = promise('2026-09-01', { status: 'done', done_at: '2026-09-06T09:00:00Z' })
    const found = promisesOf([late, soon, kept, keptLate], [], today)
    expect(found.late).toMatchObject([{ step: late, days: 10 }])
    expect(found.coming).toMatchObject([{ step: soon }])
    // Half past eleven at night by the clock of the server was after midnight in England, in summer.
    expect(found.kept).toMatchObject([{ step: kept, days: 0 }, { step: keptLate, days: 5 }])
  })

  it('is not what the family does, what has no date, what was before planning began, or what is far away', () => {
    const others = [
      sampleStep({ audience: 'family', due_on: '2026-11-01' }), promise(null, { missing_fact: 'si_start' }),
      promise('2026-01-01', { before_start: true }), promise('2027-06-01'), promise('2026-11-01', { audience: null, kind: 'milestone' }),
    ]
    expect(promisesOf(others, [], today)).toEqual({ late: [], coming: [], kept: [] })
  })

  it('is also what a review decided that a team does', () => {
    const action: ReviewAction = {
      id: 'a', review_id: 'r', words: 'Visit the depot', audience: 'employment', due_on: '2026-11-20', done_at: null, done_by_name: null, may_record: false,
    }
    const found = promisesOf([], [action, { ...action, id: 'b', audience: 'family' }], today)
    expect(found.late).toMatchObject([{ step: { title: 'Visit the depot', isFromReview: true }, days: 5 }])
    expect(found.coming).toEqual([])
  })
})

describe('who decides', () => {
  it('is told from a year before to a year after, nearest day first', () => {
    const dates = { today, age: 15, sixteen_on: '2027-01-14', young_person_from: '2027-06-26', adult_from: '2029-01-14' }
    expect(decisionsToTell(dates)).toEqual([
      { step: 'sixteen', on: '2027-01-14', isHere: false }, { step: 'young_person', on: '2027-06-26', isHere: false },
    ])
    expect(decisionsToTell({ ...dates, today: '2027-02-01' })[0]).toMatchObject({ step: 'sixteen', isHere: true })
    expect(decisionsToTell({ ...dates, today: '2024-01-01' })).toEqual([])
  })
})

describe('views for the review', () => {
  it('can be changed until the day of the review, by who wrote them', () => {
    const views = (review: string | null, author = 'me') => ({ author_id: author, review_on: review }) as FamilyViews
    expect(currentViews([views('2026-11-25')], 'me', today)).toBeDefined()
    expect(currentViews([views(null)], 'me', today)).toBeDefined()
    expect(currentViews([views('2026-11-24')], 'me', today)).toBeUndefined()
    expect(currentViews([views(null, 'other')], 'me', today)).toBeUndefined()
  })
})
