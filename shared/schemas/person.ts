import { z } from 'zod'
import { Constants } from '../types/database.ts'

const { setting_type: settingType, plan_status: planStatus } = Constants.public.Enums

/** Who a young person's circle can hold, and what an invitation can say. */
export const relationships = ['young_person', 'parent_carer', 'nominated_supporter', 'representative', 'advocate'] as const

/** What the boxes of a date hold while they make no real date, so that nothing half typed is taken for "unknown". */
export const unrealDate = 'unreal'

/** Somewhere to learn that is not a school or college: the choice says it all, so nobody types a name. */
export const placesWithoutName = ['elective_home_education', 'eotas', 'none'] as const

/** Answers are texts as typed; '' is not answered. Messages are locale keys. */
const optionalText = (most: number) => z.string().trim().max(most, 'person.problem.too_long')
const optionalDate = z.string().refine(typed => typed === '' || /^\d{4}-\d{2}-\d{2}$/.test(typed), 'person.problem.date_unreal')
const pastDate = (today: string) => optionalDate.refine(typed => typed === unrealDate || typed <= today, 'person.problem.date_in_future')

const invitation = z.object({
  display_name: optionalText(80),
  relationship: z.enum(['', ...relationships]),
  email: z.string().trim().toLowerCase(),
}).superRefine(({ display_name: name, relationship, email }, context) => {
  if (!name && !email) return
  const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (!name) problem('display_name', 'person.problem.invite_name_needed')
  if (!relationship) problem('relationship', 'person.problem.invite_relationship_needed')
  if (!email) problem('email', 'person.problem.invite_email_needed')
  else if (!z.email().safeParse(email).success) problem('email', 'entry.problem.email_unreal')
})

function shape(today: string) {
  const oldest = `${Number(today.slice(0, 4)) - 26}${today.slice(4)}`
  return z.object({
    known_as: z.string().trim().min(1, 'person.problem.known_as_needed').max(60, 'person.problem.too_long'),
    family_name: optionalText(80),
    date_of_birth: z.string().min(1, 'person.problem.birthday_needed')
      .refine(typed => typed === '' || /^\d{4}-\d{2}-\d{2}$/.test(typed), 'person.problem.date_unreal')
      .refine(typed => !/^\d/.test(typed) || typed <= today, 'person.problem.date_in_future')
      .refine(typed => !/^\d/.test(typed) || typed > oldest, 'person.problem.too_old'),
    year_group_offset: z.enum(['-2', '-1', '0', '1', '2']),
    year_group_offset_reason: optionalText(300),
    autumn_term_start: optionalDate,
    plan_type: z.string().min(1, 'person.problem.plan_needed'),
    plan_status: z.enum(planStatus),
    plan_first_made_on: pastDate(today),
    plan_last_decision_on: pastDate(today),
    plan_last_meeting_on: pastDate(today),
    /** Id of an organisation, one of `placesWithoutName`, 'other', or ''. */
    setting_now: z.string().min(1, 'person.problem.setting_needed'),
    setting_now_name: optionalText(120),
    setting_now_type: z.enum(['', ...settingType]),
    setting_next: z.string(),
    setting_next_name: optionalText(120),
    setting_next_type: z.enum(['', ...settingType]),
    next_starts_on: optionalDate,
    flags: z.array(z.string()),
    looked_after_since: pastDate(today),
    /** Dates of events, by anchor. */
    dates: z.record(z.string(), optionalDate.default('')),
    teams: z.array(z.string()),
    circle: z.array(invitation),
  })
}

type Shape = z.output<ReturnType<typeof shape>>
interface Problem { path: Array<string | number>, message: string }

/** R-CARE-01: somebody is either looked after or has left care. */
function careProblems({ flags }: Shape): Problem[] {
  return flags.includes('looked_after') && flags.includes('care_leaver') ? [{ path: ['flags'], message: 'person.problem.care_both' }] : []
}

function placeProblems(values: Shape): Problem[] {
  const problems = (['setting_now', 'setting_next'] as const).flatMap((place): Problem[] => {
    if (values[place] !== 'other') return []
    return [
      ...(values[`${place}_name`] ? [] : [{ path: [`${place}_name`], message: 'person.problem.setting_name_needed' }]),
      ...(values[`${place}_type`] ? [] : [{ path: [`${place}_type`], message: 'person.problem.setting_type_needed' }]),
    ]
  })
  const isSame = values.setting_next !== '' && values.setting_next !== 'other' && values.setting_next === values.setting_now
  return isSame ? [...problems, { path: ['setting_next'], message: 'person.problem.setting_next_same' }] : problems
}

const spans = [['si_start', 'si_end'], ['apprenticeship_start', 'apprenticeship_end'], ['course_start', 'course_end']] as const

function spanProblems(dates: Readonly<Record<string, string | undefined>>): Problem[] {
  return spans.flatMap(([start, end]) => {
    const [from, to] = [dates[start] ?? '', dates[end] ?? '']
    return from && to && from !== unrealDate && to < from ? [{ path: ['dates', end], message: 'person.problem.end_before_start' }] : []
  })
}

function dateProblems({ dates, date_of_birth: born, ...values }: Shape): Problem[] {
  const beforeBirth = (['plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on', 'looked_after_since', 'next_starts_on', 'autumn_term_start'] as const)
    .filter(name => values[name] !== '' && values[name] !== unrealDate && values[name] < born)
    .map(name => ({ path: [name], message: 'person.problem.date_before_birth' }))
  return [...spanProblems(dates), ...beforeBirth]
}

/** The next meeting is ahead. One that was recorded and has gone by meanwhile is for the page of the reviews to say. */
function reviewProblems({ dates }: Shape, today: string, recorded?: string): Problem[] {
  const day = dates.review_meeting
  return day && day !== unrealDate && day < today && day !== recorded ? [{ path: ['dates', 'review_meeting'], message: 'person.problem.review_in_past' }] : []
}

function classProblems(values: Shape): Problem[] {
  if (values.year_group_offset === '0' || values.year_group_offset_reason) return []
  return [{ path: ['year_group_offset_reason'], message: 'person.problem.offset_reason_needed' }]
}

function inviteProblems({ circle }: Shape): Problem[] {
  return circle.flatMap(({ email }, index) => {
    const isRepeated = email !== '' && circle.findIndex(other => other.email === email) < index
    return isRepeated ? [{ path: ['circle', index, 'email'], message: 'person.problem.invite_email_twice' }] : []
  })
}

/**
 * The form about a young person. Every answer is checked at once, whatever else is wrong.
 * @param today `YYYY-MM-DD`: facts about the past may not lie in the future, nor the next review in the past.
 * @param recordedReview the day of the review that is on record, which may have gone by.
 */
export function personSchema(today: string, recordedReview?: string) {
  return shape(today).check((context) => {
    const values = context.value
    const problems = [...classProblems(values), ...placeProblems(values), ...careProblems(values), ...dateProblems(values), ...reviewProblems(values, today, recordedReview), ...inviteProblems(values)]
    context.issues.push(...problems.map(problem => ({ code: 'custom' as const, input: values, ...problem })))
  })
}

export type PersonValues = z.input<ReturnType<typeof shape>>

/** What a family may write: dates of events, whatever else is recorded. */
export const familyDatesSchema = z.custom<PersonValues>().check((context) => {
  const values = context.value
  const unreal = Object.entries(values.dates)
    .filter(([, day]) => day === unrealDate)
    .map(([anchor]): Problem => ({ path: ['dates', anchor], message: 'person.problem.date_unreal' }))
  context.issues.push(...[...unreal, ...spanProblems(values.dates)].map(problem => ({ code: 'custom' as const, input: values, ...problem })))
})

/** An empty form. */
export const noAnswers: PersonValues = {
  known_as: '',
  family_name: '',
  date_of_birth: '',
  year_group_offset: '0',
  year_group_offset_reason: '',
  autumn_term_start: '',
  plan_type: '',
  plan_status: 'final',
  plan_first_made_on: '',
  plan_last_decision_on: '',
  plan_last_meeting_on: '',
  setting_now: '',
  setting_now_name: '',
  setting_now_type: '',
  setting_next: '',
  setting_next_name: '',
  setting_next_type: '',
  next_starts_on: '',
  flags: [],
  looked_after_since: '',
  dates: {},
  teams: [],
  circle: [],
}
