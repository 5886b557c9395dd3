import { planHasDates } from './person-facts.ts'
import type { EventQuestion, Organisation, PathwayQuestion } from './schemas/person-record.ts'
import type { PersonValues } from './schemas/person.ts'
import { ageOn } from './school-year.ts'

interface Group {
  key: string
  /** Asked from this age; a box that is already ticked is always shown. */
  fromAge: number
  flags: readonly string[]
}

/** How the situation is asked: what belongs together, and from when it can matter to a date. */
export const situationGroups: readonly Group[] = [
  { key: 'care', fromAge: 0, flags: ['looked_after', 'social_care_involved', 'has_parent_carer', 'young_carer'] },
  { key: 'health', fromAge: 0, flags: ['learning_disability', 'health_service_user', 'continuing_care', 'gets_dla', 'needs_travel_support'] },
  { key: 'adult', fromAge: 13, flags: ['likely_adult_care_needs', 'adult_care_plan', 'care_leaver', 'may_lack_capacity'] },
  { key: 'work', fromAge: 13, flags: [
    'considering_supported_internship', 'in_supported_internship', 'considering_apprenticeship', 'in_apprenticeship', 'applying_to_he', 'not_in_education',
  ] },
]

interface SituationQuestions {
  key: string
  questions: PathwayQuestion[]
}

/**
 * The tick boxes to show, grouped. A condition that a newer pathway brings and no group knows comes last, under `other`.
 * @param age in whole years, undefined while the date of birth is not known: then everything is asked.
 */
export function situationQuestions(questions: readonly PathwayQuestion[], ticked: readonly string[], age: number | undefined): SituationQuestions[] {
  const grouped = new Set(situationGroups.flatMap(({ flags }) => flags))
  const other = { key: 'other', fromAge: 0, flags: questions.map(({ key }) => key).filter(key => !grouped.has(key)) }
  return [...situationGroups, other].flatMap(({ key, fromAge, flags }) => {
    const wanted = flags.filter(flag => age === undefined || age >= fromAge || ticked.includes(flag))
    const shown = wanted.flatMap(flag => questions.find(question => question.key === flag) ?? [])
    return shown.length ? [{ key, questions: shown }] : []
  })
}

interface Situation {
  planType: string
  planStatus: string
  flags: readonly string[]
  /** Somewhere to learn now or next is a college or other post-16 place. */
  afterSchool: boolean
  /** Not in learning now. */
  notLearning: boolean
  age: number | undefined
}

const afterSchoolTypes = ['general_fe_college', 'specialist_post16', 'training_provider']

/** What of the answers decides which events matter. @param today `YYYY-MM-DD` */
export function situationOf(values: PersonValues, organisations: readonly Organisation[], today: string): Situation {
  const born = values.date_of_birth
  const typeOf = (position: 'now' | 'next') => {
    const choice = values[`setting_${position}`]
    const known = organisations.find(({ id }) => id === choice)?.setting_type
    return known ?? (choice === 'other' ? values[`setting_${position}_type`] : choice)
  }
  return {
    planType: values.plan_type,
    planStatus: values.plan_status,
    flags: values.flags,
    afterSchool: afterSchoolTypes.includes(typeOf('now')) || afterSchoolTypes.includes(typeOf('next')),
    notLearning: values.setting_now === 'none',
    age: /^\d/.test(born) && born <= today ? ageOn(born, today) : undefined,
  }
}

type IsRelevant = (situation: Situation) => boolean
const ticks = (...flags: string[]): IsRelevant => situation => flags.some(flag => situation.flags.includes(flag))

/** When an event's date is worth asking. An event that is not named here is always asked. */
const relevance: Readonly<Record<string, IsRelevant>> = {
  review_meeting: ({ planType }) => planHasDates(planType),
  pip_letter: situation => ticks('gets_dla')(situation) && (situation.age ?? 15) >= 15,
  adult_health_transfer: situation => ticks('health_service_user', 'continuing_care')(situation) && (situation.age ?? 13) >= 13,
  adult_care_start: ticks('likely_adult_care_needs', 'adult_care_plan'),
  si_start: ticks('considering_supported_internship', 'in_supported_internship'),
  si_end: ticks('in_supported_internship'),
  apprenticeship_start: ticks('considering_apprenticeship', 'in_apprenticeship'),
  apprenticeship_end: ticks('in_apprenticeship'),
  course_start: ({ afterSchool }) => afterSchool,
  course_end: ({ afterSchool }) => afterSchool,
  he_application_deadline: ticks('applying_to_he'),
  he_start: ticks('applying_to_he'),
  cease_expected: ({ planStatus, age, planType }) => planType === 'ehc_plan' && (planStatus.startsWith('cease') || (age ?? 0) >= 18),
  left_education: situation => situation.notLearning || ticks('not_in_education')(situation),
}

/**
 * The dates of events to ask for.
 * @param recorded anchors that already have a date. @param wanted a fact that somebody came to fill in: asked whatever else is true.
 */
export function eventQuestions(
  questions: readonly EventQuestion[], situation: Situation, { recorded = [], wanted }: { recorded?: readonly string[], wanted?: string } = {},
): EventQuestion[] {
  return questions.filter(({ key }) => key === wanted || recorded.includes(key) || (relevance[key]?.(situation) ?? true))
}
