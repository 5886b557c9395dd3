/** Calendar year in which the academic year that holds a day (`YYYY-MM-DD`) began on 1 September (R-CAL-01). */
function academicYear(day: string): number {
  const year = Number(day.slice(0, 4))
  return day.slice(5, 7) >= '09' ? year : year - 1
}

/**
 * National Curriculum year of somebody's class on a day: Reception is 0, nursery below it, Year 9 is 9, without limit above.
 * The same as `rules.class_year` in the database (R-NCY-01); here so that the form can answer while someone types.
 * @param yearGroupOffset -1 is taught one year below the year for their age, 1 is one year above.
 */
export function classYear(dateOfBirth: string, today: string, yearGroupOffset = 0): number {
  return academicYear(today) - academicYear(dateOfBirth) - 5 + yearGroupOffset
}

/** Whole years on a day; a birthday on 29 February counts from 1 March in other years. */
export function ageOn(dateOfBirth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4))
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years
}

/** R-CSA-02: born 1 to 7 September, so the end of compulsory school age needs the real first day of term. */
export function isEarlySeptemberBirth(dateOfBirth: string): boolean {
  return dateOfBirth.slice(5) >= '09-01' && dateOfBirth.slice(5) <= '09-07'
}
