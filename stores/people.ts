import { z } from 'zod'
import type { Json } from '#shared/types/database'
import type { PersonFacts } from '#shared/person-facts'
import {
  listedPersonSchema, organisationSchema, personRecordSchema, possibleDuplicateSchema,
  type EventQuestion, type ListedPerson, type Organisation, type PathwayQuestion, type PersonRecord, type PossibleDuplicate,
} from '#shared/schemas/person-record'

export interface PeoplePage {
  people: ListedPerson[]
  total: number
}

/** What a pathway asks about a person, in one language. */
export interface PathwayQuestions {
  situation: PathwayQuestion[]
  events: EventQuestion[]
}

export interface Invitation {
  display_name: string
  relationship: string
  email: string
}

const personColumns = 'id, known_as, family_name, date_of_birth, year_group_offset, year_group_offset_reason, autumn_term_start, template_id, version'

/** Young people: the list, adding, reading and changing facts. Every action throws what supabase-js answered; `useProblem` puts it into words. */
export const usePeopleStore = defineStore('people', () => {
  const client = useSupabaseClient()

  /** One page of the young people this account may see. @param page from 1. */
  async function list({ search, page, pageSize }: { search: string, page: number, pageSize: number }): Promise<PeoplePage> {
    const { data } = await client.rpc('my_people', { search, page, page_size: pageSize }).throwOnError()
    const people = z.array(listedPersonSchema).parse(data)
    return { people, total: people[0]?.total ?? 0 }
  }

  async function organisations(): Promise<Organisation[]> {
    const { data } = await client.from('organisations').select('id, name, audience, setting_type').order('name').throwOnError()
    return z.array(organisationSchema).parse(data)
  }

  /** The questions of somebody's own pathway, or of the newest published one. */
  async function questions({ templateId, locale }: { templateId?: string, locale: string }): Promise<PathwayQuestions> {
    const template = templateId ?? await newestTemplate()
    if (!template) return { situation: [], events: [] }
    const [texts, conditions, anchors] = await Promise.all([
      client.from('pathway_texts').select('subject, subject_key, locale, title, detail')
        .eq('template_id', template).in('subject', ['condition', 'anchor']).in('locale', ['en', locale]).throwOnError(),
      client.from('conditions').select('key').eq('source', 'recorded').throwOnError(),
      client.from('anchors').select('key, family_may_record').eq('kind', 'event').throwOnError(),
    ])
    function inWords(subject: string, key: string): PathwayQuestion {
      const found = texts.data.filter(text => text.subject === subject && text.subject_key === key)
      const text = found.find(({ locale: language }) => language === locale) ?? found.find(({ locale: language }) => language === 'en')
      return { key, title: text?.title ?? key, detail: text?.detail ?? '' }
    }
    return {
      situation: conditions.data.map(({ key }) => inWords('condition', key)),
      events: anchors.data.map(({ key, family_may_record: familyMayRecord }) => ({ ...inWords('anchor', key), familyMayRecord })),
    }
  }

  async function newestTemplate(): Promise<string | undefined> {
    const { data } = await client.from('pathway_templates').select('id').eq('status', 'published')
      .order('published_at', { ascending: false }).limit(1).maybeSingle().throwOnError()
    return data?.id
  }

  /** The recorded facts of one person. Throws PT404 `not_found` where there is nobody this account may see. */
  async function read(personId: string): Promise<PersonRecord> {
    const [summary, person, plan, placements, flags, dates] = await Promise.all([
      client.rpc('person_summary', { person: personId }).throwOnError(),
      client.from('people').select(personColumns).eq('id', personId).single().throwOnError(),
      client.from('plans').select('plan_type, status, first_made_on, last_decision_on, last_meeting_on')
        .eq('person_id', personId).is('ended_on', null).maybeSingle().throwOnError(),
      client.from('placements').select('position, setting_name, setting_type, organisation_id, starts_on, ends_on').eq('person_id', personId).throwOnError(),
      client.from('person_flags').select('flag, since').eq('person_id', personId).throwOnError(),
      client.from('person_dates').select('anchor, on_date').eq('person_id', personId).throwOnError(),
    ])
    return personRecordSchema.parse({
      summary: summary.data, person: person.data, plan: plan.data, placements: placements.data, flags: flags.data, dates: dates.data,
    })
  }

  async function findPossibleDuplicates(facts: Pick<PersonFacts, 'known_as' | 'family_name' | 'date_of_birth'>): Promise<PossibleDuplicate[]> {
    const { data } = await client.rpc('find_possible_duplicates', {
      known_as: facts.known_as, family_name: facts.family_name ?? '', date_of_birth: facts.date_of_birth,
    }).throwOnError()
    return z.array(possibleDuplicateSchema).parse(data)
  }

  /** @param id chosen by the form, so that sending it twice adds one person. */
  async function add(id: string, facts: PersonFacts, { teams, circle }: { teams: string[], circle: Invitation[] }): Promise<void> {
    const person = { id, ...facts, teams, circle } satisfies Record<string, unknown>
    await client.rpc('add_person', { person: asJson(person) }).throwOnError()
  }

  /** @returns the new version. */
  async function update(personId: string, expectedVersion: number, patch: Partial<PersonFacts>): Promise<number> {
    const { data } = await client.rpc('update_person', { person: personId, expected_version: expectedVersion, patch: asJson(patch) }).throwOnError()
    return z.int().parse(data)
  }

  return { list, organisations, questions, read, findPossibleDuplicates, add, update }
})

/** Facts are plain data; the generated type of a jsonb argument cannot see that. */
function asJson(facts: object): Json {
  return JSON.parse(JSON.stringify(facts)) as Json
}
