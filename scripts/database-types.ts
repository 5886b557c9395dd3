import { join } from 'node:path'
import { createDatabase } from '../tests/database/database.ts'
import { writeOrCheck } from './generated-file.ts'
import { readCatalog } from './database-types/catalog.ts'
import { renderTypes } from './database-types/render.ts'

const database = await createDatabase()
const types = renderTypes(await readCatalog(database))
await database.close()
writeOrCheck(join(import.meta.dirname, '../shared/types/database.ts'), types, 'npm run db:types')
