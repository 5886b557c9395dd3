import { z } from 'zod'
import { planHasDates } from './person-facts.ts'
import { unrealDate } from './schemas/person.ts'
import type { PersonSummary } from './timeline-answers.ts'
import { Constants, type Json } from './types/database.ts'

/** What somebody can try, in the order it is offered. */
export const whatIfChoices = [
  'extra_year', 'move', 'review', 'plan_ends', 'plan_starts', 'college', 'internship', 'apprenticeship', 'university', 'leaves', 'adult_care',
] as const
export type WhatIfChoice = typeof whatIfChoices[number]

/** Somewhere to move to: leaving education is a choice of its own. */
export const placesToMoveTo = Constants.public.Enums.setting_type.filter(type => type !== 'none')
const post16: readonly string[] = ['general_fe_college', 'specialist_post16', 'training_provider']

/** The date boxes of each choice. */
export const whatIfDates = {
  extra_year: [],
  move: ['move_on'],
  review: ['review_on'],
  plan_ends: ['plan_end_on'],
  plan_starts: ['plan_start_on'],
  college: ['college_on', 'college_until'],
  internship: ['internship_on', 'internship_until'],
  apprenticeship: ['apprenticeship_on', 'apprenticeship_until'],
  university: ['university_on'],
  leaves: ['left_on'],
  adult_care: ['adult_care_on'],
} as const satisfies Record<WhatIfChoice, readonly string[]>
export type WhatIfDate = typeof whatIfDates[WhatIfChoice][number]

/** Adult care starts at 18 unless somebody says otherwise; an end is often not known. */
export const optionalWhatIfDates: readonly string[] = ['college_until', 'internship_until', 'apprenticeship_until', 'adult_care_on']

const dateBox = z.string()
const shape = z.object({
  choices: z.array(z.enum(whatIfChoices)),
  move_kind: z.enum(['', ...placesToMoveTo]),
  plan_end: z.enum(['', 'planned', 'ended']),
  move_on: dateBox,
  review_on: dateBox,
  plan_end_on: dateBox,
  plan_start_on: dateBox,
  college_on: dateBox,
  college_until: dateBox,
  internship_on: dateBox,
  internship_until: dateBox,
  apprenticeship_on: dateBox,
  apprenticeship_until: dateBox,
  university_on: dateBox,
  left_on: dateBox,
  adult_care_on: dateBox,
})
export type WhatIfValues = z.output<typeof shape>

export const nothingChosen: WhatIfValues = {
  choices: [], move_kind: '', plan_end: '',
  move_on: '', review_on: '', plan_end_on: '', plan_start_on: '', college_on: '', college_until: '', internship_on: '', internship_until: '',
  apprenticeship_on: '', apprenticeship_until: '', university_on: '', left_on: '', adult_care_on: '',
}

interface Problem { path: [keyof WhatIfValues], message: string }

function dateProblem(date: WhatIfDate, values: WhatIfValues, born: string): Problem[] {
  const typed = values[date]
  const problem = (message: string): Problem[] => [{ path: [date], message }]
  if (typed === '') return optionalWhatIfDates.includes(date) ? [] : problem('what_if.problem.date_needed')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed) || typed === unrealDate) return problem('person.problem.date_unreal')
  if (typed < born) return problem('person.problem.date_before_birth')
  const start = date.endsWith('_until') ? values[date.replace('_until', '_on') as WhatIfDate] : ''
  return start && start !== unrealDate && typed < start ? problem('person.problem.end_before_start') : []
}

/** The date boxes that are shown for one choice, with what else is answered. */
export function datesAsked(choice: WhatIfChoice, values: Pick<WhatIfValues, 'plan_end'>): readonly WhatIfDate[] {
  return choice === 'plan_ends' && values.plan_end !== 'planned' ? [] : whatIfDates[choice]
}

function problemsOf(values: WhatIfValues, born: string): Problem[] {
  const { choices } = values
  if (choices.length === 0) return [{ path: ['choices'], message: 'what_if.problem.choose' }]
  const moves = choices.includes('move')
  const elsewhere = moves && choices.includes('college') && values.move_kind !== '' && !post16.includes(values.move_kind)
  return [
    ...(moves && values.move_kind === '' ? [{ path: ['move_kind'], message: 'what_if.problem.kind_needed' } satisfies Problem] : []),
    ...(elsewhere ? [{ path: ['move_kind'], message: 'what_if.problem.move_and_college' } satisfies Problem] : []),
    ...(choices.includes('plan_ends') && values.plan_end === '' ? [{ path: ['plan_end'], message: 'what_if.problem.end_needed' } satisfies Problem] : []),
    ...choices.flatMap(choice => datesAsked(choice, values).flatMap(date => dateProblem(date, values, born))),
  ]
}

/** Checks only what belongs to the ticked choices. Messages are locale keys. @param born `YYYY-MM-DD` */
export function whatIfSchema(born: string) {
  return shape.check((context) => {
    context.issues.push(...problemsOf(context.value, born).map(problem => ({ code: 'custom' as const, input: context.value, ...problem })))
  })
}

/** Answers kept from an earlier visit; undefined where they are not from this form. */
export function keptWhatIf(kept: unknown, offered: readonly WhatIfChoice[]): WhatIfValues | undefined {
  const { data } = shape.safeParse(kept)
  return data && { ...data, choices: data.choices.filter(choice => offered.includes(choice)) }
}

type Head = Pick<PersonSummary, 'age' | 'nc_year' | 'plan_type' | 'setting_now'>

/** What can make sense to ask about this person. */
export function choicesFor({ age, nc_year: year, plan_type: plan, setting_now: now }: Head): WhatIfChoice[] {
  const learns = now !== null && now.setting_type !== 'none'
  const makesSense: Record<WhatIfChoice, boolean> = {
    extra_year: learns && year !== null && year < 14,
    move: true,
    review: plan !== null && planHasDates(plan),
    plan_ends: plan === 'ehc_plan',
    plan_starts: plan !== 'ehc_plan',
    college: age >= 13,
    internship: age >= 13,
    apprenticeship: age >= 13,
    university: age >= 13,
    leaves: age >= 15 && learns,
    adult_care: age >= 13,
  }
  return whatIfChoices.filter(choice => makesSense[choice])
}

interface Changes {
  extra_years?: number
  add_flags: string[]
  plan_type?: string
  plan_status?: string
  plan_first_made_on?: string
  setting_now?: string
  setting_next?: string | null
  next_starts_on?: string | null
  dates: Record<string, string>
}

/** A course at college is a move there, unless they are at one or the move is asked about anyway. */
function collegeChanges({ college_on: on, college_until: until, choices }: WhatIfValues, { setting_now: now }: Head): Partial<Changes> {
  const dates = { course_start: on, ...(until && { course_end: until }) }
  if (choices.includes('move') || post16.includes(now?.setting_type ?? '')) return { dates }
  return { dates, setting_next: 'general_fe_college', next_starts_on: on }
}

/** Both the steps before the first day and those after it: the whole way is of interest. */
function changesOf(choice: WhatIfChoice, values: WhatIfValues, head: Head): Partial<Changes> {
  const leadsOn = values.choices.includes('move') || values.choices.includes('college')
  const options: Record<WhatIfChoice, () => Partial<Changes>> = {
    extra_year: () => ({ extra_years: 1 }),
    move: () => ({ setting_next: values.move_kind, next_starts_on: values.move_on }),
    review: () => ({ dates: { review_meeting: values.review_on } }),
    plan_ends: () => (values.plan_end === 'ended'
      ? { plan_type: 'sen_support' }
      : { plan_status: 'cease_proposed', dates: { cease_expected: values.plan_end_on } }),
    plan_starts: () => ({ plan_type: 'ehc_plan', plan_status: 'final', plan_first_made_on: values.plan_start_on }),
    college: () => collegeChanges(values, head),
    internship: () => ({
      add_flags: ['considering_supported_internship', 'in_supported_internship'],
      dates: { si_start: values.internship_on, ...(values.internship_until && { si_end: values.internship_until }) },
    }),
    apprenticeship: () => ({
      add_flags: ['considering_apprenticeship', 'in_apprenticeship'],
      dates: { apprenticeship_start: values.apprenticeship_on, ...(values.apprenticeship_until && { apprenticeship_end: values.apprenticeship_until }) },
    }),
    university: () => ({ add_flags: ['applying_to_he'], dates: { he_start: values.university_on } }),
    leaves: () => ({ setting_now: 'none', ...(!leadsOn && { setting_next: null, next_starts_on: null }), dates: { left_education: values.left_on } }),
    adult_care: () => ({ add_flags: ['likely_adult_care_needs', 'adult_care_plan'], dates: { ...(values.adult_care_on && { adult_care_start: values.adult_care_on }) } }),
  }
  return options[choice]()
}

/** The answers as `preview_timeline()` takes them. */
export function whatIfChanges(values: WhatIfValues, head: Head): { [key: string]: Json | undefined } {
  const all = whatIfChoices.filter(choice => values.choices.includes(choice)).map(choice => changesOf(choice, values, head))
  const merged = Object.assign({}, ...all) as Partial<Changes>
  return {
    ...merged,
    add_flags: all.flatMap(change => change.add_flags ?? []),
    dates: Object.assign({}, ...all.map(change => change.dates ?? {})) as Record<string, string>,
  }
}
