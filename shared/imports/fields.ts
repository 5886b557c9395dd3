/** What a column of a file can be. The names are the database's: `supabase/schemas/99_imports.sql`. */
export const importFields = [
  'known_as', 'family_name', 'date_of_birth', 'upn', 'uln', 'nhs_number', 'own_id', 'locality',
  'setting_name', 'setting_type', 'plan_type', 'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on',
] as const

export type ImportField = typeof importFields[number]

/** Which heading of a file is which fact. */
export type ImportColumns = Partial<Record<ImportField, string>>

export const dateFields: ReadonlySet<ImportField> = new Set(['date_of_birth', 'plan_first_made_on', 'plan_last_decision_on', 'plan_last_meeting_on'])
export const identifierFields: ReadonlySet<ImportField> = new Set(['upn', 'uln', 'nhs_number', 'own_id'])

/** How school and council systems head their columns, without spaces and signs. */
const usualHeadings: Readonly<Record<ImportField, readonly string[]>> = {
  known_as: ['knownas', 'preferredforename', 'preferredfirstname', 'preferredname', 'forename', 'firstname', 'givenname', 'legalforename'],
  family_name: ['familyname', 'preferredsurname', 'surname', 'lastname', 'legalsurname'],
  date_of_birth: ['dateofbirth', 'dob', 'birthdate', 'birthday'],
  upn: ['upn', 'uniquepupilnumber'],
  uln: ['uln', 'uniquelearnernumber'],
  nhs_number: ['nhsnumber', 'nhsno', 'nhs'],
  own_id: ['ownid', 'admissionnumber', 'admissionno', 'adno', 'pupilid', 'studentid', 'learnerid', 'personid', 'caseid', 'reference'],
  locality: ['locality', 'area', 'town'],
  setting_name: ['settingname', 'school', 'schoolname', 'setting', 'provider', 'establishment', 'establishmentname'],
  setting_type: ['settingtype', 'schooltype', 'typeofsetting', 'establishmenttype'],
  plan_type: ['plantype', 'plan', 'senstatus', 'sendstatus', 'senprovision', 'sencode'],
  plan_first_made_on: ['planfirstmadeon', 'ehcpdate', 'ehcpstartdate', 'planstartdate', 'dateplanissued'],
  plan_last_decision_on: ['planlastdecisionon', 'lastreviewdecision', 'decisiondate'],
  plan_last_meeting_on: ['planlastmeetingon', 'lastannualreview', 'lastreviewdate', 'lastreview'],
}

const plain = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, '')

/**
 * The columns of a file: as they were for this source last time, where the heading is still there, and otherwise by what they are called.
 * A heading stands for one fact only.
 */
export function guessColumns(headings: readonly string[], remembered: ImportColumns = {}): ImportColumns {
  const columns: ImportColumns = {}
  const taken = new Set<string>()
  function take(field: ImportField, heading: string | undefined): void {
    if (columns[field] !== undefined || heading === undefined || taken.has(heading)) return
    columns[field] = heading
    taken.add(heading)
  }
  for (const field of importFields) take(field, headings.find(heading => heading === remembered[field]))
  for (const field of importFields) {
    for (const usual of usualHeadings[field]) take(field, headings.find(heading => plain(heading) === usual))
  }
  return columns
}
