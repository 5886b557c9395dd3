/**
 * The facts about a young person that dates are worked out from, under the names that the database uses
 * in `anchors.facts`, `anchors.missing_fact` and `timeline.missing_fact`. Each has plain words at `fact.<name>`
 * in every language, and, where somebody can type it in, a box on the details page.
 */
export const facts = [
  'date_of_birth',
  'year_group_offset',
  'autumn_term_start',
  'plan_first_made_on',
  'plan_last_decision_on',
  'plan_last_meeting_on',
  'next_starts_on',
  'looked_after_since',
  'review_meeting',
  'pip_letter',
  'adult_health_transfer',
  'adult_care_start',
  'si_start',
  'si_end',
  'apprenticeship_start',
  'apprenticeship_end',
  'course_start',
  'course_end',
  'he_application_deadline',
  'he_start',
  'cease_expected',
  'left_education',
  'term_dates',
] as const

export type Fact = typeof facts[number]

/** Whether this is a fact somebody can know; a computed anchor such as `age:18` is not. */
export function isFact(name: string): name is Fact {
  return facts.some(fact => fact === name)
}

/** Id of the box that holds a fact on the details page. Undefined where nobody can type it in: term dates belong to the council. */
export function fieldOfFact(name: string): string | undefined {
  return isFact(name) && name !== 'term_dates' ? `field-${name}` : undefined
}
