import * as z from 'zod/mini'
import { personSummary, type PersonSummary } from '~/shared/timeline-answers'
import {
  handoverPage, listedHandover, listedMove, moveAlert, movePage, packContent, place, septemberList,
  type HandoverPage, type ListedHandover, type ListedMove, type MoveAlert, type MoveCheckKind, type MovePage, type PackContent, type PackSection, type Place,
  type SeptemberList, type Standing,
} from '~/shared/moves'
import type { Json } from '~/shared/types/database'
import { sendOnce } from '~/shared/send-once'

export interface ReceivingTeam {
  id: string
  name: string
  audience: string | null
}

/** Facts as the forms keep them: null where nothing was typed. */
type Facts = Record<string, string | number | null>

/** Moves, handovers and places for September. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const useMovesStore = defineStore('moves', () => {
  const client = useSupabaseClient()

  /** The head of a person's pages. @throws PT404 `not_found`. */
  async function summaryOf(person: string): Promise<PersonSummary> {
    const { data } = await client.rpc('person_summary', { person }).throwOnError()
    return personSummary.parse(data)
  }

  async function movesOf(person: string): Promise<ListedMove[]> {
    const { data } = await client.rpc('person_moves', { person }).throwOnError()
    return z.array(listedMove).parse(data)
  }

  async function placesOf(person: string): Promise<Place[]> {
    const { data } = await client.from('place_choices')
      .select('id, starts_in, choice, setting_name, status, condition, predicted, actual, results_on, updated_by_name, version')
      .eq('person_id', person).order('starts_in', { ascending: false }).order('choice').throwOnError()
    return z.array(place).parse(data)
  }

  /** Null for a move the reader may not see. */
  async function open(move: string): Promise<MovePage | null> {
    const { data } = await client.rpc('move_page', { move }).throwOnError()
    return z.nullable(movePage).parse(data)
  }

  /** Every section as it would be sent today. */
  async function choices(move: string): Promise<PackContent> {
    const { data } = await client.rpc('pack_choices', { move }).throwOnError()
    return packContent.parse(data)
  }

  /** Teams that a pack can be sent to. */
  async function teams(): Promise<ReceivingTeam[]> {
    const { data } = await client.from('organisations').select('id, name, audience').not('audience', 'is', null).order('name').throwOnError()
    return data
  }

  /** @returns the new move's id. */
  async function plan(person: string, facts: Facts): Promise<string> {
    return z.uuid().parse(await sendOnce(client, 'plan_move', { person, facts: facts as Json }))
  }

  async function change(move: string, version: number, patch: Facts): Promise<void> {
    await client.rpc('change_move', { move, expected_version: version, patch: patch as Json }).throwOnError()
  }

  async function callOff(move: string, version: number, reason: string): Promise<void> {
    await client.rpc('call_off_move', { move, expected_version: version, reason }).throwOnError()
  }

  async function checkPack(move: string, version: number, answers: { sections: PackSection[], message: string, agreedHow: string }): Promise<void> {
    await client.rpc('check_pack', {
      move, expected_version: version, sections: answers.sections, message: answers.message, agreed_how: answers.agreedHow,
    }).throwOnError()
  }

  async function send(move: string, version: number, team: string): Promise<void> {
    await client.rpc('send_handover', { move, expected_version: version, to_organisation: team }).throwOnError()
  }

  async function withdraw(move: string, version: number): Promise<void> {
    await client.rpc('withdraw_handover', { move, expected_version: version }).throwOnError()
  }

  async function close(move: string, version: number): Promise<void> {
    await client.rpc('close_move', { move, expected_version: version }).throwOnError()
  }

  async function recordMoved(move: string, version: number, onDate: string): Promise<void> {
    await client.rpc('record_moved', { move, expected_version: version, on_date: onDate }).throwOnError()
  }

  /** Undoes what was recorded last: that they moved, or that my team accepted. */
  async function takeBack(move: string, version: number): Promise<void> {
    await client.rpc('take_back_move_event', { move, expected_version: version }).throwOnError()
  }

  async function recordMeeting(move: string, { metOn, who, note }: { metOn: string, who: string, note: string }): Promise<void> {
    await sendOnce(client, 'record_meeting', { move, met_on: metOn, who, note })
  }

  async function recordCheck(move: string, kind: MoveCheckKind, facts: Facts): Promise<void> {
    await sendOnce(client, 'record_move_check', { move, kind, facts: facts as Json })
  }

  async function inbox(): Promise<ListedHandover[]> {
    const { data } = await client.rpc('my_handovers').throwOnError()
    return z.array(listedHandover).parse(data)
  }

  /** Late handovers about which I am asked by name. */
  async function alerts(): Promise<MoveAlert[]> {
    const { data } = await client.rpc('my_move_alerts').throwOnError()
    return z.array(moveAlert).parse(data)
  }

  async function seeAlert({ move_id: move, reason, step }: MoveAlert): Promise<void> {
    await client.rpc('see_move_alert', { move, reason, step }).throwOnError()
  }

  /** Null for a handover the reader may not see, or may see no longer. */
  async function handover(id: string): Promise<HandoverPage | null> {
    const { data } = await client.rpc('handover_page', { handover: id }).throwOnError()
    return z.nullable(handoverPage).parse(data)
  }

  async function markRead(id: string, version: number): Promise<void> {
    await client.rpc('read_handover', { handover: id, expected_version: version }).throwOnError()
  }

  async function accept(id: string, version: number): Promise<void> {
    await client.rpc('accept_handover', { handover: id, expected_version: version }).throwOnError()
  }

  async function decline(id: string, version: number, { reason, nextStep }: { reason: string, nextStep: string }): Promise<void> {
    await client.rpc('decline_handover', { handover: id, expected_version: version, reason, next_step: nextStep }).throwOnError()
  }

  async function ask(id: string, question: string): Promise<void> {
    await sendOnce(client, 'ask_about_handover', { handover: id, question })
  }

  async function answer(question: string, version: number, words: string): Promise<void> {
    await client.rpc('answer_handover_question', { question, expected_version: version, answer: words }).throwOnError()
  }

  /** @param placeId a new id with version null adds a place: the same form sent twice adds one. */
  async function recordPlace(person: string, placeId: string, version: number | null, facts: Facts): Promise<void> {
    await client.rpc('record_place', { person, place: placeId, expected_version: version as number, facts: facts as Json }).throwOnError()
  }

  /** @param page from 1. */
  async function september({ search, standing, page }: { search: string, standing: Standing | '', page: number }): Promise<SeptemberList> {
    const { data } = await client.rpc('september_list', { search, standing: standing || undefined, page, page_size: 50 }).throwOnError()
    return septemberList.parse(data)
  }

  return {
    summaryOf, movesOf, placesOf, open, choices, teams, plan, change, callOff, checkPack, send, withdraw, close, recordMoved, takeBack,
    recordMeeting, recordCheck, inbox, alerts, seeAlert, handover, markRead, accept, decline, ask, answer, recordPlace, september,
  }
})
