import { describe, expect, it } from 'vitest'
import { toCsv } from '../../shared/csv.ts'
import { fieldChanges, historySentence, readHistoryFilter, type HistoryLine } from '../../shared/history.ts'

function line(change: Partial<HistoryLine> = {}): HistoryLine {
  return {
    at: '2026-11-20T10:00:00Z', key: 'c1', kind_of_line: 'change', actor_id: null, actor_name: 'Ada Plover', actor_role: 'senco', actor_team: 'Larkhill Secondary',
    in_emergency: false, section: null, action: 'update', subject: 'people', subject_key: 'x', subject_title: null, changes: {}, reason: null, total: 1, ...change,
  }
}

describe('what a line of the history says', () => {
  it.each([
    ['a view', line({ kind_of_line: 'view', section: 'timeline' }), 'view', 'timeline'],
    ['a search', line({ kind_of_line: 'search', section: 'duplicate_search' }), 'view', 'duplicate_search'],
    ['an invitation', line({ subject: 'circle_members', action: 'insert', changes: { display_name: [null, 'Gran'] } }), 'event', 'circle_invited'],
    ['somebody put in with their account', line({ subject: 'circle_members', action: 'insert', changes: { account_id: [null, 'x'] } }), 'event', 'circle_added'],
    ['somebody who comes in', line({ subject: 'circle_members', changes: { account_id: [null, 'x'] } }), 'event', 'circle_joined'],
    ['an end', line({ subject: 'circle_members', changes: { ends_on: [null, '2026-11-24'] } }), 'event', 'circle_ended'],
    ['an end taken back', line({ subject: 'circle_members', changes: { ends_on: ['2026-11-24', null] } }), 'event', 'circle_back'],
    ['another named contact', line({ subject: 'involvements', changes: { named_contact_id: ['a', 'b'] } }), 'event', 'contact_changed'],
    ['a step that is done', line({ subject: 'timeline_items', changes: { status: ['waiting', 'done'] } }), 'event', 'step_done'],
    ['a step put back', line({ subject: 'timeline_items', changes: { status: ['done', 'not_started'] } }), 'event', 'update'],
    ['an emergency', line({ subject: 'emergency_access', action: 'insert' }), 'event', 'emergency_opened'],
    ['anything else', line({ subject: 'goals', action: 'delete' }), 'event', 'delete'],
  ])('knows %s', (_what, given, group, key) => {
    expect(historySentence(given)).toEqual({ group, key })
  })

  it('shows the columns a reader can make sense of, and no ids', () => {
    expect(fieldChanges(line({ changes: { named_contact_id: ['a', 'b'], note: [null, 'Room 4'], status: ['not_started', 'done'], is_paid: [false, true] } }))).toEqual([
      { column: 'status', before: 'not_started', after: 'done' },
      { column: 'note', before: '', after: 'Room 4' },
      { column: 'is_paid', before: 'false', after: 'true' },
    ])
  })
})

describe('the filter in an address', () => {
  it('takes what it knows, and nothing else', () => {
    const who = 'de000000-0000-4000-8000-000000000021'
    expect(readHistoryFilter({ who, kind: 'view', from: '2026-11-01', to: '2026-11-25' })).toEqual({ who, kind: 'view', from: '2026-11-01', to: '2026-11-25' })
    expect(readHistoryFilter({ who: 'Sam', kind: 'all', from: 'yesterday', to: ['2026-11-25'] })).toEqual({ who: '', kind: '', from: '', to: '' })
  })
})

describe('a file for a spreadsheet', () => {
  it('quotes what needs it, and runs no formula', () => {
    expect(toCsv([['Who', 'Why'], ['Plover, Ada', 'She said "yes"'], ['=1+1', '-2'], ['a\nb', '@x']]))
      .toBe('\uFEFFWho,Why\r\n"Plover, Ada","She said ""yes"""\r\n\'=1+1,\'-2\r\n"a\nb",\'@x\r\n')
  })
})
