import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Migration } from '../server/embedded/migrations.ts'

const root = join(import.meta.dirname, '..')

export const schemaFolder = join(root, 'supabase/schemas')
export const migrationFile = join(root, 'supabase/migrations/20261125000000_onward.sql')

/** The migrations of this checkout, in order. */
export function readMigrations(): Migration[] {
  return readSqlFiles(join(root, 'supabase/migrations'))
}

/** The migration that `supabase/schemas` asks for: every file, in the order of its number. */
export function renderMigration(): string {
  const header = '-- Generated from supabase/schemas by "npm run db:migration": change those files, not this one.\n'
  return header + readSqlFiles(schemaFolder).map(({ file, script }) => `\n-- ${file}\n\n${script.trim()}\n`).join('')
}

function readSqlFiles(folder: string): Migration[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => ({ file, script: readFileSync(join(folder, file), 'utf8') }))
}
