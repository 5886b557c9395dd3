/** The page says these before a file is read, so they stand apart from what reads it. */
export const maxFileBytes = 50 * 1024 * 1024
export const maxRows = 50_000

/** Why a file cannot be read: a locale key under `imports.file`. */
export type FileProblem = 'too_large' | 'empty' | 'too_many_rows' | 'quotes' | 'not_a_table' | 'workbook_locked' | 'workbook_too_large' | 'workbook_broken'
