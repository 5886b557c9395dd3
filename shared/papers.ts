import * as z from 'zod/mini'
import { isOpen, type Audience, type Step } from './timeline.ts'

export const paperPurposes = ['plan', 'checklist'] as const
export type PaperPurpose = typeof paperPurposes[number]

/** Who can have filled in a sheet. */
export const paperVoices = ['young_person', 'family'] as const satisfies readonly Audience[]
export type PaperVoice = typeof paperVoices[number]

/** `make_paper()`: the code that is told this once. */
export const madePaper = z.object({ code: z.string(), made_at: z.string(), expires_at: z.string() })
export type MadePaper = z.infer<typeof madePaper>

/** `open_paper()`: what is on the sheet with a code. */
export const openPaper = z.object({
  person_id: z.uuid(),
  known_as: z.string(),
  purpose: z.enum(paperPurposes),
  items: z.array(z.uuid()),
  made_at: z.string(),
})
export type OpenPaper = z.infer<typeof openPaper>

/** What was written by hand beside one step. */
export interface PaperAnswer {
  done: boolean
  note: string
}

const mostSteps: Record<PaperPurpose, number> = { plan: 5, checklist: 16 }

/** The young person's own open steps, what comes first at the top: as many as fit on the sheet. */
export function stepsOnPaper(steps: readonly Step[], purpose: PaperPurpose): Step[] {
  return steps
    .filter(step => step.audience === 'young_person' && isOpen(step) && !step.before_start && step.due_on !== null)
    .sort((a, b) => (a.due_on ?? '').localeCompare(b.due_on ?? ''))
    .slice(0, mostSteps[purpose])
}

/** What follows the # of the address in the square: no server is told of it. */
export const hashOf = (code: string): string => `#code-${code}`
export const codeIn = (hash: string): string => /^#code-([\da-f]+)$/i.exec(hash)?.[1] ?? ''

/** In groups of four, as people read them out. */
export function inGroups(code: string): string {
  return code.toUpperCase().match(/.{1,4}/g)?.join(' ') ?? code
}
