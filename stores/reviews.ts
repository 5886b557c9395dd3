import * as z from 'zod/mini'
import { forecastPage, forecastRow, listedReview, nextReview, openAction, reviewPage, type AdultArea, type ForecastFilters, type ForecastPage, type ForecastRow, type ListedReview, type NextReview, type OpenAction, type ReviewDecision, type ReviewEvent, type ReviewGuest, type ReviewPage, type ReviewType } from '~/shared/reviews'
import type { Audience } from '~/shared/timeline'

export interface ReviewPlan { review_type: ReviewType, meeting_on: string, meeting_at: string | null, place: string | null }
export interface AreaWords { discussed: string, decided: string, audience: Audience | null, who: string, by_when: string | null, not_discussed_reason: string, will_discuss_on: string | null }
export interface NewAction { id: string, words: string, audience: Audience, due_on: string }

/**
 * Reviews of one young person. The only caller of Supabase for these. Every change names the version that was read and
 * throws what Supabase answered: PT409 `review_changed` where somebody was faster.
 */
export const useReviewsStore = defineStore('reviews', () => {
  const client = useSupabaseClient()
  const review = ref<ReviewPage>()

  async function about(person: string): Promise<ListedReview[]> {
    const { data } = await client.rpc('reviews_about', { person }).throwOnError()
    return z.array(listedReview).parse(data)
  }

  /** By when the law wants the next one; null where it says nothing, or nothing the reader may see. */
  async function next(person: string): Promise<NextReview | null> {
    const { data } = await client.rpc('next_review', { person }).throwOnError()
    return z.nullable(nextReview).parse(data)
  }

  /** What reviews decided that is still to be done. */
  async function openActions(person: string): Promise<OpenAction[]> {
    const { data } = await client.rpc('actions_about', { person }).throwOnError()
    return z.array(openAction).parse(data.filter(action => action.done_at === null))
  }

  /** @throws PT404 `not_found` where there is nothing the reader may see. */
  async function load(id: string): Promise<ReviewPage> {
    const { data } = await client.rpc('review_page', { review: id }).throwOnError()
    if (data === null) throw Object.assign(new Error('not_found'), { code: 'PT404' })
    return review.value = reviewPage.parse(data)
  }

  /** @param id made by the form, so that sending it twice plans one review. */
  async function plan(id: string, person: string, version: number, input: ReviewPlan): Promise<void> {
    await client.rpc('plan_review', { review: id, person, expected_version: version, input: { ...input } }).throwOnError()
  }

  async function callOff(reason: string): Promise<void> {
    await change(({ id, version }) => client.rpc('call_off_review', { review: id, expected_version: version, reason }).throwOnError())
  }

  async function saveGuests(guests: readonly Omit<ReviewGuest, 'id'>[]): Promise<void> {
    await change(({ id, version }) => client.rpc('save_review_guests', { review: id, expected_version: version, guests: guests.map(guest => ({ ...guest })) }).throwOnError())
  }

  async function askAdvice(audience: Audience, askedOf: string): Promise<void> {
    await change(({ id, version }) => client.rpc('ask_review_advice', { review: id, expected_version: version, audience, asked_of: askedOf }).throwOnError())
  }

  async function giveAdvice(advice: string, version: number, words: string): Promise<void> {
    await change(() => client.rpc('give_review_advice', { advice, expected_version: version, words }).throwOnError())
  }

  /** @param version the area's own, 0 while nothing is written: two people can write about two areas at once. */
  async function saveArea(area: AdultArea, version: number, input: AreaWords): Promise<void> {
    await change(({ id }) => client.rpc('save_review_area', { review: id, expected_version: version, area, input: { ...input } }).throwOnError())
  }

  async function saveAction({ id: action, ...input }: NewAction): Promise<void> {
    await change(({ id, version }) => client.rpc('save_review_action', { action, review: id, expected_version: version, input }).throwOnError())
  }

  async function removeAction(action: string): Promise<void> {
    await change(({ version }) => client.rpc('remove_review_action', { action, expected_version: version }).throwOnError())
  }

  async function tickAction(action: string, done: boolean): Promise<void> {
    await change(() => client.rpc('tick_review_action', { action, done }).throwOnError())
  }

  async function record(event: ReviewEvent, day: string, decision?: ReviewDecision): Promise<void> {
    await change(({ id, version }) => client.rpc('record_review_event', { review: id, expected_version: version, event, on_date: day, decision }).throwOnError())
  }

  async function undo(): Promise<void> {
    await change(({ id, version }) => client.rpc('undo_review_event', { review: id, expected_version: version }).throwOnError())
  }

  /** @param months how far to look ahead, up to 36. */
  async function forecast(months: number, filters: ForecastFilters, page: number): Promise<ForecastPage> {
    const { data } = await client.rpc('forecast_page', { months, filters: { ...filters }, page }).throwOnError()
    return forecastPage.parse(data)
  }

  /** Everybody of the forecast, for a file. */
  async function wholeForecast(months: number): Promise<ForecastRow[]> {
    const { data } = await client.rpc('breach_forecast', { months }).throwOnError()
    return z.array(forecastRow).parse(data)
  }

  /** Does one change to the review that is held, and reads it again, also where somebody else was faster. */
  async function change(work: (review: ReviewPage) => PromiseLike<unknown>): Promise<void> {
    const held = review.value
    if (!held) return
    try {
      await work(held)
    }
    finally {
      await load(held.id).catch(() => undefined)
    }
  }

  return { review, about, next, openActions, load, plan, callOff, saveGuests, askAdvice, giveAdvice, saveArea, saveAction, removeAction, tickAction, record, undo, forecast, wholeForecast }
})
