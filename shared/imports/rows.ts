import { hasAmericanDay, readDay } from './dates.ts'
import { dateFields, identifierFields, importFields, type ImportColumns, type ImportField } from './fields.ts'

/** A table as it stands in a file: the headings, then each row with its number there. */
export interface FileTable {
  headings: string[]
  rows: Array<{ line: number, values: string[] }>
}

/** What could not be read in a row. `field` null: the row as a whole. `key` is a locale key under `imports.problem`. */
export interface RowProblem {
  field: ImportField | null
  key: string
}

/** A row as `add_import_rows()` takes it. */
export interface ImportRow {
  line: number
  cells: Partial<Record<ImportField, string>>
  unread: RowProblem[]
}

/** What systems write for a kind of plan (E, K and N are the school census codes for SEN provision), in plain letters. */
const planWords: Readonly<Record<string, readonly string[]>> = {
  ehc_plan: ['e', 'ehcp', 'ehcplan', 'ehc', 'educationhealthandcareplan'],
  isp: ['isp', 'individualsupportplan'],
  sen_support: ['k', 'sensupport', 'sen', 'support'],
  pfa_only: ['n', 'none', 'nosen', 'noplan', 'pfaonly'],
}

const settingWords: Readonly<Record<string, readonly string[]>> = {
  early_years: ['earlyyears', 'nursery', 'nurseryschool', 'childminder', 'preschool'],
  mainstream_school: ['mainstreamschool', 'mainstream', 'school', 'academy', 'primary', 'secondary', 'primaryschool', 'secondaryschool'],
  resourced_provision: ['resourcedprovision', 'resourcebase', 'senunit', 'unit'],
  special_school: ['specialschool', 'special'],
  independent_special_school: ['independentspecialschool', 'independentspecial'],
  alternative_provision: ['alternativeprovision', 'ap', 'pru', 'pupilreferralunit'],
  general_fe_college: ['generalfecollege', 'college', 'fecollege', 'fe', 'sixthformcollege'],
  specialist_post16: ['specialistpost16', 'specialistcollege', 'spi', 'specialistpost16institution'],
  training_provider: ['trainingprovider', 'training', 'apprenticeship'],
  eotas: ['eotas', 'otherwisethanatschool'],
  elective_home_education: ['electivehomeeducation', 'ehe', 'homeeducated', 'home'],
  none: ['none', 'neet', 'notineducation'],
}

function readWord(text: string, words: Readonly<Record<string, readonly string[]>>): string | undefined {
  const typed = text.toLowerCase().replace(/[^a-z0-9]/g, '')
  return Object.keys(words).find(key => words[key]?.includes(typed))
}

/** A cell without what a spreadsheet or a copying hand left around it. Text that is a formula stays text. */
export function cleanCell(text: string): string {
  const inside = /^="(.*)"$/.exec(text.trim())?.[1] ?? text
  // Control characters mean nothing in a fact, and the database takes no NUL.
  return inside.replace(/[\p{Cc}\p{Cf}\u00A0]+/gu, ' ').trim()
}

type CellRead = { value: string } | { key: string }

function readIdentifier(text: string, field: ImportField): CellRead {
  // 9.43477E+09: a spreadsheet has thrown the digits away.
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return { key: 'number_mangled' }
  return { value: field === 'own_id' ? text : text.replace(/[\s-]/g, '').toUpperCase() }
}

function readCell(text: string, field: ImportField, inAmericanColumn: boolean): CellRead {
  if (dateFields.has(field)) {
    const read = readDay(text, { inAmericanColumn })
    return 'iso' in read ? { value: read.iso } : read
  }
  if (identifierFields.has(field)) return readIdentifier(text, field)
  const words = { plan_type: planWords, setting_type: settingWords }[field as string]
  if (!words) return { value: text }
  const value = readWord(text, words)
  return value ? { value } : { key: 'word_unknown' }
}

/** The rows of a file with the chosen columns only, every cell read or named as unread. Empty cells are left out. */
export function readRows({ headings, rows }: FileTable, columns: ImportColumns): ImportRow[] {
  const chosen = importFields.flatMap((field) => {
    const index = headings.indexOf(columns[field] ?? '')
    if (index < 0) return []
    const inAmericanColumn = dateFields.has(field) && hasAmericanDay(rows.map(({ values }) => cleanCell(values[index] ?? '')))
    return [{ field, index, inAmericanColumn }]
  })
  return rows.map(({ line, values }) => {
    const row: ImportRow = { line, cells: {}, unread: values.length > headings.length ? [{ field: null, key: 'cells_too_many' }] : [] }
    for (const { field, index, inAmericanColumn } of chosen) {
      const text = cleanCell(values[index] ?? '')
      if (text === '') continue
      const read = readCell(text, field, inAmericanColumn)
      if ('value' in read) row.cells[field] = read.value
      else row.unread.push({ field, key: read.key })
    }
    return row
  })
}
