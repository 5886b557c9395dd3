import { writeOrCheck } from './generated-file.ts'
import { migrationFile, renderMigration } from './migration-files.ts'

writeOrCheck(migrationFile, renderMigration(), 'npm run db:migration')
