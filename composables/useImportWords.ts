import type { ImportLine } from '~/shared/imports/answers'

interface ImportWords {
  /** "Ada Plover, born 4 March 2012"; "No name" where there is none. */
  who: (line: ImportLine) => string
  field: (field: string) => string
  /** "Date of birth: this could be two days. Write it as 2012-03-04." */
  problem: (problem: ImportLine['problems'][number]) => string
  /** "was Ada, will be Addie" */
  change: (change: ImportLine['changes'][number]) => string
}

/** Rows of an import in the reader's language. */
export function useImportWords(): ImportWords {
  const { t, te } = useI18n()
  const { day } = useDates()

  function value(field: string, text: string): string {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text)
    return te(`${field}.${text}`) ? t(`${field}.${text}`) : text
  }

  const field = (name: string) => t(`imports.field.${name}`)

  return {
    field,
    who({ line, cells: { known_as: first = '', family_name: last = '', date_of_birth: born } }) {
      const name = `${first} ${last}`.trim() || t('imports.line.no_name', { row: line })
      return born ? t('imports.line.who', { name, born: value('date_of_birth', born) }) : name
    },
    problem({ field: name, key }) {
      const known = te(`imports.problem.${key}`) ? key : 'other'
      const words = t(`imports.problem.${known}`)
      return name ? t('imports.line.problem', { field: field(name), problem: words }) : words
    },
    change: ({ field: name, was, will }) => (was === null
      ? t('imports.line.new_value', { will: value(name, will) })
      : t('imports.line.change', { was: value(name, was), will: value(name, will) })),
  }
}
