import * as z from 'zod/mini'
import type { ChangeRow } from '~/shared/changes'
import {
  child, contactSeat, decisionDates, teamContact,
  type Child, type ContactSeat, type DecisionDates, type FamilyViews, type PrivateNote, type TeamContact, type ViewAnswers,
} from '~/shared/family'
import type { ReviewAction } from '~/shared/promises'
import type { Audience } from '~/shared/timeline'
import type { Json } from '~/shared/types/database'

/** What the page of one child shows beside the timeline and the questions. */
export interface FamilyPage {
  contacts: TeamContact[]
  changes: ChangeRow[]
  decisions: DecisionDates
  views: FamilyViews[]
  notes: PrivateNote[]
  /** What reviews decided that somebody does. */
  actions: ReviewAction[]
}

export type NoteToSave = Pick<PrivateNote, 'id' | 'version' | 'words'>

export interface ViewsToSave {
  id: string
  person: string
  /** 0 for the first time. */
  version: number
  answers: ViewAnswers
  sharedWith: Audience[]
  /** What these views are called on this device while they wait to be sent. */
  title: string
}

const viewColumns = 'id, person_id, author_id, author_name, author_role, review_on, going_well, hard_now, hopes, help_wanted, shared_with, updated_at, version'

/** A parent's or carer's Onward. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useFamilyStore = defineStore('family', () => {
  const client = useSupabaseClient()
  const outbox = useOutboxStore()
  /** Pictures of named contacts that were asked for, by seat. */
  const photos = ref<Record<string, string>>({})

  async function children(locale: string): Promise<Child[]> {
    const { data } = await client.rpc('my_family', { in_locale: locale }).throwOnError()
    return z.array(child).parse(data)
  }

  /** @throws PT404 `not_found` for somebody the reader may not see. */
  async function page(person: string, locale: string): Promise<FamilyPage> {
    const [contacts, decisions, changed, written, kept, decided] = await Promise.all([
      namedContacts(person),
      client.rpc('decision_dates', { person }).throwOnError(),
      changes(person, locale),
      views(person),
      notes(person),
      client.rpc('actions_about', { person }).throwOnError(),
    ])
    return { contacts, decisions: decisionDates.parse(decisions.data), changes: changed, views: written, notes: kept, actions: decided.data }
  }

  /** Records that what a review decided is done, or puts it back. @throws PT403 `not_your_step`. */
  async function tickAction(action: string, done: boolean): Promise<void> {
    await client.rpc('tick_review_action', { action, done }).throwOnError()
  }

  /** Whom each team has named, who covers while they are away, and who it was before. */
  async function namedContacts(person: string): Promise<TeamContact[]> {
    const { data } = await client.rpc('named_contacts', { person }).throwOnError()
    return z.array(teamContact).parse(data)
  }

  async function changes(person: string, locale: string): Promise<ChangeRow[]> {
    const { data } = await client.rpc('changes_about', { person, in_locale: locale }).throwOnError()
    return data
  }

  /** @param upTo a line of the history, or null to forget that I looked. @returns up to where it was before. */
  async function markLooked(person: string, upTo: number | null): Promise<number | null> {
    // The generated types know of no argument that may be null.
    const { data } = await client.rpc('mark_looked', { person, up_to: upTo as number }).throwOnError()
    return data
  }

  /** Views for reviews that I may read, newest first. */
  async function views(person: string): Promise<FamilyViews[]> {
    const { data } = await client.from('family_views').select(viewColumns).eq('person_id', person)
      .order('created_at', { ascending: false }).throwOnError()
    return data
  }

  /** @returns `kept` where there is no connection: on this device until there is one. @throws PT409 `views_changed`. */
  async function saveViews({ id, person, version, answers, sharedWith, title }: ViewsToSave): Promise<'saved' | 'kept'> {
    const args = { views: id, person, expected_version: version, answers: { ...answers }, shared_with: sharedWith }
    const { kind } = await outbox.sendOrKeep('save_family_views', args, { person, subject: id, title })
    return kind
  }

  /** My own notes, newest first. */
  async function notes(person: string): Promise<PrivateNote[]> {
    const { data } = await client.from('private_notes').select('id, words, created_at, updated_at, version').eq('person_id', person)
      .order('created_at', { ascending: false }).throwOnError()
    return data
  }

  /**
   * @param version 0 for a new note
   * @param title what it is called on this device while it waits to be sent
   * @throws PT409 `note_changed`
   */
  async function saveNote(person: string, { id, version, words }: NoteToSave, title: string): Promise<'saved' | 'kept'> {
    const { kind } = await outbox.sendOrKeep('save_private_note', { note: id, person, expected_version: version, words }, { person, subject: id, title, words })
    return kind
  }

  async function deleteNote(id: string): Promise<void> {
    await client.rpc('delete_private_note', { note: id }).throwOnError()
  }

  /** Fetches the pictures of these seats that are not here yet. */
  async function loadPhotos(members: readonly string[]): Promise<void> {
    const missing = members.filter(member => !(member in photos.value))
    if (!missing.length) return
    const { data } = await client.from('contact_cards').select('member_id, photo').in('member_id', missing).throwOnError()
    photos.value = { ...photos.value, ...Object.fromEntries(data.flatMap(({ member_id: member, photo }) => (photo ? [[member, photo]] : []))) }
  }

  /** My seats in teams, each with its contact card. */
  async function contactSeats(): Promise<ContactSeat[]> {
    const { data } = await client.rpc('my_contact_cards').throwOnError()
    return z.array(contactSeat).parse(data)
  }

  /** @param version 0 while there is no card. @throws PT409 `card_changed`. */
  async function saveCard(member: string, version: number, patch: { [column: string]: Json }): Promise<void> {
    await client.rpc('save_contact_card', { member, expected_version: version, patch }).throwOnError()
  }

  return {
    photos, children, page, namedContacts, changes, tickAction, markLooked, views, saveViews, notes, saveNote, deleteNote, loadPhotos, contactSeats, saveCard,
  }
})
