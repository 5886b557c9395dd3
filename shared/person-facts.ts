import type { Organisation, PersonRecord, Placement } from './schemas/person-record.ts'
import { noAnswers, placesWithoutName, type PersonValues } from './schemas/person.ts'
import type { Enums } from './types/database.ts'

/** What `add_person` and `update_person` take; the function comments in `80_api.sql` give the shape. */
export interface PersonFacts {
  known_as: string
  family_name: string | null
  date_of_birth: string
  year_group_offset: number
  year_group_offset_reason: string | null
  autumn_term_start: string | null
  plan: PlanFacts | null
  setting_now: SettingFacts | null
  setting_next: SettingFacts | null
  flags: Record<string, string | null>
  dates: Record<string, string | null>
}

interface PlanFacts {
  plan_type: string
  status: Enums<'plan_status'>
  first_made_on: string | null
  last_decision_on: string | null
  last_meeting_on: string | null
}

interface SettingFacts {
  setting_name: string
  setting_type: Enums<'setting_type'>
  organisation_id: string | null
  starts_on: string | null
  ends_on: string | null
}

interface Known {
  organisations: readonly Organisation[]
  /** The facts before the change: what the form does not ask is kept from here. */
  record?: PersonRecord
  /** Names for places that are not a school or college, in the reader's language. */
  placeName: (place: typeof placesWithoutName[number]) => string
}

function isPlaceWithoutName(choice: string): choice is typeof placesWithoutName[number] {
  return placesWithoutName.some(place => place === choice)
}

/** Which plan types have which dates: no box is shown for a date that nothing is worked out from. */
export function planHasDates(planType: string): boolean {
  return planType === 'ehc_plan' || planType === 'isp' || planType === 'sen_support'
}

function planFacts(values: PersonValues): PlanFacts {
  const dated = planHasDates(values.plan_type)
  const legal = dated && values.plan_type !== 'sen_support'
  return {
    plan_type: values.plan_type,
    status: values.plan_type === 'ehc_plan' ? values.plan_status : 'final',
    first_made_on: (legal && values.plan_first_made_on) || null,
    last_decision_on: (legal && values.plan_last_decision_on) || null,
    last_meeting_on: (dated && values.plan_last_meeting_on) || null,
  }
}

function settingFacts(values: PersonValues, position: 'now' | 'next', { organisations, record, placeName }: Known): SettingFacts | null {
  const choice = values[`setting_${position}`]
  const organisation = organisations.find(({ id }) => id === choice)
  const type = organisation?.setting_type ?? (isPlaceWithoutName(choice) ? choice : values[`setting_${position}_type`])
  if (choice === '' || type === '') return null
  const before = record?.placements.find(placement => placement.position === position)
  const typed = isPlaceWithoutName(choice) ? placeName(choice) : values[`setting_${position}_name`]
  // A place without a name keeps the name it was recorded with, in whatever language that was.
  const name = organisation?.name ?? (isPlaceWithoutName(choice) && before?.setting_type === choice ? before.setting_name : typed)
  const isSame = before !== undefined && before.setting_name === name && before.organisation_id === (organisation?.id ?? null)
  return {
    setting_name: name,
    setting_type: isSame && organisation ? before.setting_type : type,
    organisation_id: organisation?.id ?? null,
    starts_on: position === 'next' ? values.next_starts_on || null : (isSame ? before.starts_on : null),
    ends_on: isSame ? before.ends_on : null,
  }
}

/** The checked answers as the database takes them. */
export function personFacts(values: PersonValues, known: Known): PersonFacts {
  const since = new Map(known.record?.flags.map(({ flag, since }) => [flag, since]))
  const flags = values.flags.map(flag => [flag, flag === 'looked_after' ? values.looked_after_since || null : since.get(flag) ?? null] as const)
  return {
    known_as: values.known_as,
    family_name: values.family_name || null,
    date_of_birth: values.date_of_birth,
    year_group_offset: Number(values.year_group_offset),
    year_group_offset_reason: (values.year_group_offset !== '0' && values.year_group_offset_reason) || null,
    autumn_term_start: values.autumn_term_start || null,
    plan: values.plan_type === '' ? null : planFacts(values),
    setting_now: settingFacts(values, 'now', known),
    setting_next: settingFacts(values, 'next', known),
    flags: Object.fromEntries(flags.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    dates: Object.fromEntries(Object.entries(values.dates).map(([anchor, day]) => [anchor, day || null])),
  }
}

function placeChoice(placement: Placement | undefined, organisations: readonly Organisation[]): string {
  if (!placement) return ''
  if (organisations.some(({ id }) => id === placement.organisation_id)) return placement.organisation_id ?? ''
  return isPlaceWithoutName(placement.setting_type) ? placement.setting_type : 'other'
}

const offsets: ReadonlyArray<PersonValues['year_group_offset']> = ['-2', '-1', '0', '1', '2']

/** The recorded facts as the form shows them. */
export function valuesOf(record: PersonRecord, organisations: readonly Organisation[]): PersonValues {
  const { person, plan, placements, flags, dates } = record
  const now = placements.find(({ position }) => position === 'now')
  const next = placements.find(({ position }) => position === 'next')
  const [choiceNow, choiceNext] = [placeChoice(now, organisations), placeChoice(next, organisations)]
  return {
    ...noAnswers,
    known_as: person.known_as,
    family_name: person.family_name ?? '',
    date_of_birth: person.date_of_birth,
    year_group_offset: offsets.find(offset => Number(offset) === person.year_group_offset) ?? '0',
    year_group_offset_reason: person.year_group_offset_reason ?? '',
    autumn_term_start: person.autumn_term_start ?? '',
    plan_type: plan?.plan_type ?? 'pfa_only',
    plan_status: plan?.status ?? 'final',
    plan_first_made_on: plan?.first_made_on ?? '',
    plan_last_decision_on: plan?.last_decision_on ?? '',
    plan_last_meeting_on: plan?.last_meeting_on ?? '',
    setting_now: choiceNow,
    setting_now_name: choiceNow === 'other' ? now?.setting_name ?? '' : '',
    setting_now_type: choiceNow === 'other' ? now?.setting_type ?? '' : '',
    setting_next: choiceNext,
    setting_next_name: choiceNext === 'other' ? next?.setting_name ?? '' : '',
    setting_next_type: choiceNext === 'other' ? next?.setting_type ?? '' : '',
    next_starts_on: next?.starts_on ?? '',
    flags: flags.map(({ flag }) => flag).toSorted(),
    looked_after_since: flags.find(({ flag }) => flag === 'looked_after')?.since ?? '',
    dates: Object.fromEntries(dates.map(({ anchor, on_date: day }) => [anchor, day])),
    circle: [],
    teams: [],
  }
}

/** Only what differs, so that saving one answer never writes another person's. */
export function changedFacts(before: PersonFacts, after: PersonFacts): Partial<PersonFacts> {
  const { dates: datesBefore, ...restBefore } = before
  const { dates: datesAfter, ...restAfter } = after
  const changed: Partial<PersonFacts> = Object.fromEntries(Object.entries(restAfter)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(restBefore[name as keyof typeof restBefore])))
  const dates = Object.entries(datesAfter).filter(([anchor, day]) => day !== (datesBefore[anchor] ?? null))
  return dates.length ? { ...changed, dates: Object.fromEntries(dates) } : changed
}
