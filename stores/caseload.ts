import * as z from 'zod/mini'
import {
  bulkAnswer, caseloadCounts, caseloadLine, caseloadPage, colleague, commonStep, keptView, overview,
  type BulkAnswer, type CaseloadCounts, type CaseloadLine, type CaseloadPage, type Choice, type Colleague, type CommonStep, type KeptView, type Overview, type Sort, type WorkPlan,
} from '~/shared/caseload'
import type { Audience } from '~/shared/timeline'
import type { Json } from '~/shared/types/database'

/** What the list is narrowed to, and in which language its words are. */
export interface Asked {
  choice: Choice
  /** Part of a name: in the body of the request only. */
  search: string
  sort: Sort
  locale: string
}

/** The caseload of the reader's teams. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useCaseloadStore = defineStore('caseload', () => {
  const client = useSupabaseClient()

  const filtersOf = ({ choice, search }: Pick<Asked, 'choice' | 'search'>): Json => ({ ...choice, ...(search && { search }) })

  /** @param after the place of the last line that is there; nothing for the first page. */
  async function page(asked: Asked, size: number, after?: CaseloadLine['place']): Promise<CaseloadLine[]> {
    const { data } = await client.rpc('caseload', {
      filters: filtersOf(asked), sort: asked.sort, in_locale: asked.locale, page_size: size, ...(after && { after }),
    }).throwOnError()
    return z.array(caseloadLine).parse(data)
  }

  /** The first page, and the number beside every filter, with one look at everybody. */
  async function firstPage(asked: Asked, size: number): Promise<CaseloadPage> {
    const { data } = await client.rpc('caseload_page', {
      filters: filtersOf(asked), sort: asked.sort, in_locale: asked.locale, page_size: size,
    }).throwOnError()
    return caseloadPage.parse(data)
  }

  async function counts(asked: Asked): Promise<CaseloadCounts> {
    const { data } = await client.rpc('caseload_counts', { filters: filtersOf(asked), in_locale: asked.locale }).throwOnError()
    return caseloadCounts.parse(data)
  }

  /** Everybody the filters show, for a file. Everybody in it can read in their history that it was made. */
  async function everybody(asked: Asked): Promise<CaseloadLine[]> {
    const { data } = await client.rpc('export_caseload', { filters: filtersOf(asked), sort: asked.sort, in_locale: asked.locale }).throwOnError()
    return z.array(caseloadLine).parse(data)
  }

  async function views(): Promise<KeptView[]> {
    const { data } = await client.from('caseload_views').select('id, name, filters, sort').order('name').throwOnError()
    return z.array(keptView).parse(data)
  }

  /** The same name again replaces what was kept under it. @throws PT422 `too_many_views` or `value_invalid`. */
  async function keepView(name: string, choice: Choice, sort: Sort): Promise<void> {
    await client.rpc('keep_caseload_view', { name, filters: choice as Json, sort }).throwOnError()
  }

  async function removeView(id: string): Promise<void> {
    await client.rpc('remove_caseload_view', { view: id }).throwOnError()
  }

  async function colleagues(): Promise<Colleague[]> {
    const { data } = await client.rpc('my_colleagues').throwOnError()
    return z.array(colleague).parse(data)
  }

  /** Who has what is late among the cases of my teams. */
  async function late(team?: string): Promise<Overview> {
    const { data } = await client.rpc('caseload_overview', { team }).throwOnError()
    return overview.parse(data)
  }

  async function assign(people: string[], member: string): Promise<BulkAnswer> {
    const { data } = await client.rpc('assign_contact', { people, member }).throwOnError()
    return bulkAnswer.parse(data)
  }

  async function recordReviewDates(people: string[], day: string): Promise<BulkAnswer> {
    const { data } = await client.rpc('record_review_dates', { people, on_date: day }).throwOnError()
    return bulkAnswer.parse(data)
  }

  async function remind(people: string[], audience: Audience): Promise<BulkAnswer> {
    const { data } = await client.rpc('send_reminders', { people, to_audience: audience }).throwOnError()
    return bulkAnswer.parse(data)
  }

  async function stepsInCommon(people: string[], locale: string): Promise<CommonStep[]> {
    const { data } = await client.rpc('steps_in_common', { people, in_locale: locale }).throwOnError()
    return z.array(commonStep).parse(data)
  }

  async function markNotNeeded(people: string[], step: string, reason: string): Promise<BulkAnswer> {
    const { data } = await client.rpc('mark_step_not_needed', { people, step, reason }).throwOnError()
    return bulkAnswer.parse(data)
  }

  /** Puts back exact values, where nothing changed since. @throws PT404 `not_found` when it is undone already. */
  async function undo(action: string): Promise<BulkAnswer> {
    const { data } = await client.rpc('undo_bulk_action', { action }).throwOnError()
    return bulkAnswer.parse(data)
  }

  /** Up to 500 cases at a time. @throws PT404 `not_found` when there is nothing to hand over. */
  /** Somebody is away, or passes on all their cases, or both. @throws PT409 `card_changed`. */
  async function passOn({ member_id: member, card_version: version }: Colleague, { from, until, to, handOver }: WorkPlan): Promise<BulkAnswer> {
    const plan = { to_member_id: to || null, hand_over: handOver, away_from: from || null, away_until: until || null }
    const { data } = await client.rpc('pass_on_work', { member, expected_version: version, plan }).throwOnError()
    return bulkAnswer.parse(data)
  }

  /** They are back, or were not away. @throws PT409 `card_changed`. */
  async function isBack({ member_id: member, card_version: version }: Colleague): Promise<void> {
    const patch = { away_from: null, away_until: null, cover_member_id: null }
    await client.rpc('save_contact_card', { member, expected_version: version, patch }).throwOnError()
  }

  async function seeReminder(id: string): Promise<void> {
    await client.rpc('see_reminder', { reminder: id }).throwOnError()
  }

  return {
    page, firstPage, counts, everybody, views, keepView, removeView, colleagues, late, assign, recordReviewDates, remind, stepsInCommon, markNotNeeded,
    undo, passOn, isBack, seeReminder,
  }
})
