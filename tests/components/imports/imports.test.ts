import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { ImportsChoices, ImportsColumns, ImportsLines, ImportsSummary } from '#components'
import { words } from '../timeline/samples'

const line = { line: 3, person_id: null, cells: { known_as: 'Ada', family_name: 'Plover', date_of_birth: '2012-03-04' }, problems: [], changes: [] }

describe('ImportsLines', () => {
  it('says of each row which column is wrong and what to do', async () => {
    const problems = [{ field: 'date_of_birth', key: 'date_ambiguous' }, { field: null, key: 'twice_in_file' }, { field: null, key: 'of_a_later_version' }]
    const view = await mountSuspended(ImportsLines, { props: { lines: [{ ...line, problems }], outcome: 'problem', total: 1, busy: false } })
    expect(words(view)).toContain('Row 3')
    expect(words(view)).toContain('Ada Plover, born 4 March 2012')
    expect(words(view)).toContain('Date of birth: This could be two days')
    expect(words(view)).toContain('The same person stands in an earlier row')
    expect(words(view)).toContain('Something in this row does not fit')
  })

  it('shows what was and what will be, in words, and asks for more where there are more', async () => {
    const changes = [{ field: 'plan_type', was: 'sen_support', will: 'ehc_plan' }, { field: 'plan_first_made_on', was: null, will: '2026-02-01' }]
    const view = await mountSuspended(ImportsLines, { props: { lines: [{ ...line, changes }], outcome: 'change', total: 80, busy: false } })
    expect(words(view)).toContain('SEN Support, no EHC plan becomes EHC plan')
    expect(words(view)).toContain('Plan first made 1 February 2026')
    await view.findAll('button').at(-1)?.trigger('click')
    expect(view.emitted('more')).toHaveLength(1)
  })
})

describe('ImportsChoices', () => {
  const props = { counts: { add: 2, problem: 1 }, toDo: 2, busy: false, updatePeople: true }

  it('writes the good rows while others have problems', async () => {
    const view = await mountSuspended(ImportsChoices, { props: { ...props, allOrNothing: false } })
    await view.get('button').trigger('click')
    expect(view.emitted('begin')).toHaveLength(1)
  })

  it('says why nothing can be written when it shall be all or nothing', async () => {
    const view = await mountSuspended(ImportsChoices, { props: { ...props, allOrNothing: true } })
    expect(view.get('button').attributes('disabled')).toBeDefined()
    expect(words(view)).toContain('Some rows have a problem, so nothing can be written')
  })
})

describe('ImportsSummary', () => {
  it('says what would happen before, and what happened after', async () => {
    const before = await mountSuspended(ImportsSummary, { props: { state: 'checked', counts: { add: 1, problem: 2 } } })
    expect(words(before)).toContain('1 young person would be added')
    expect(words(before)).toContain('2 rows have a problem and would be left out')
    const after = await mountSuspended(ImportsSummary, { props: { state: 'undone', counts: { add: 2, removed: 1, kept: 1 } } })
    expect(words(after)).toContain('1 young person stays, because somebody has worked with them')
  })
})

describe('ImportsColumns', () => {
  it('shows what stands in a column, and lets it be left out', async () => {
    const view = await mountSuspended(ImportsColumns, {
      props: { headings: ['Name', 'Born'], examples: [['Ada', '04/03/2012']], errors: {}, modelValue: { known_as: 'Name' } },
    })
    expect(words(view)).toContain('For example: Ada')
    await view.get('#import-known_as').setValue('')
    expect(view.emitted('update:modelValue')?.at(-1)).toEqual([{ known_as: undefined }])
  })
})
