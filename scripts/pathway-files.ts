import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePathway, showProblem } from '../shared/pathways/parse.ts'
import type { PathwayDocument } from '../shared/pathways/schema.ts'
import { readTranslationName } from '../shared/pathways/translation.ts'

/** Paths of every pathway in a folder, and of every file of translations. */
export function listPathwayFiles(folder: string): { pathways: string[], translations: string[] } {
  const files = readdirSync(folder).filter(name => name.endsWith('.yaml')).sort().map(name => join(folder, name))
  return { pathways: files.filter(file => !readTranslationName(file)), translations: files.filter(file => readTranslationName(file)) }
}

/** @throws an Error with every problem, one a line, where it is not a pathway */
export function readPathway(file: string): PathwayDocument {
  const { document, problems } = parsePathway(readFileSync(file, 'utf8'), file)
  if (!document) throw new Error(problems.map(showProblem).join('\n'))
  return document
}
