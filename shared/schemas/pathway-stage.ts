import { z } from 'zod'
import type { PathwayStage } from '../pathways/schema.ts'

const words = (key: string) => z.string().trim().min(1, key)
const year = z.string().trim().regex(/^-?\d{1,2}$/, 'pathway.stage.year_needed')

/** One stage as the form holds it. Messages are locale keys. */
export const stageFormSchema = z.object({
  title: words('pathway.step.title_needed'),
  detail: words('pathway.step.detail_needed'),
  easyTitle: words('pathway.step.easy_title_needed'),
  easyDetail: z.string().trim(),
  from: year,
  to: year,
  all: z.array(z.string()),
  any: z.array(z.string()),
}).refine(({ from, to }) => Number(from) <= Number(to), { path: ['to'], message: 'pathway.problem.window_backwards' })

export type StageForm = z.input<typeof stageFormSchema>

export function stageToForm({ texts, window, applies_if: appliesIf }: PathwayStage): StageForm {
  return {
    title: texts.en.title, detail: texts.en.detail, easyTitle: texts['en-easy'].title, easyDetail: texts['en-easy'].detail ?? '',
    from: String(window.from), to: String(window.to), all: [...appliesIf.all], any: [...appliesIf.any],
  }
}

/** The stage with what the form says; its steps, code, move and other languages stay. */
export function stageFromForm(values: StageForm, base: PathwayStage): PathwayStage {
  return {
    ...base,
    texts: {
      ...base.texts,
      'en': { title: values.title.trim(), detail: values.detail.trim() },
      'en-easy': { title: values.easyTitle.trim(), ...(values.easyDetail.trim() ? { detail: values.easyDetail.trim() } : {}) },
    },
    window: { ...base.window, from: Number(values.from), to: Number(values.to) },
    applies_if: { all: [...values.all], any: [...values.any] },
  }
}

/** The field of the form that a place in a stage is edited in; undefined for its steps. */
export function stageFieldOfPath(path: ReadonlyArray<string | number>): keyof StageForm | undefined {
  const place = path.join('.')
  const fields: ReadonlyArray<[RegExp, keyof StageForm]> = [
    [/^texts\.en\.title/, 'title'], [/^texts\.en\.detail/, 'detail'], [/^texts\.en-easy\.detail/, 'easyDetail'], [/^texts/, 'easyTitle'],
    [/^window/, 'to'], [/^applies_if\.any/, 'any'], [/^applies_if/, 'all'],
  ]
  return fields.find(([pattern]) => pattern.test(place))?.[1]
}
