import { z } from 'zod'
import { readDuration, readOffset, writeDuration, writeOffset, type DurationPart, type DurationUnit } from '../pathways/duration.ts'
import { isItem, type PathwayStep } from '../pathways/edit.ts'
import type { PathwayItem } from '../pathways/schema.ts'
import { AUDIENCES, CONFIDENCES, DUE_KINDS, PFA_AREAS } from '../pathways/vocabulary.ts'

export const UNITS = ['days', 'weeks', 'months', 'years'] as const satisfies readonly DurationUnit[]
export const DIRECTIONS = ['before', 'on', 'after'] as const
export const REPEATS = ['once', 'each_review', 'each_term', 'every'] as const

const words = (key: string) => z.string().trim().min(1, key)
const choice = <Values extends readonly [string, ...string[]]>(values: Values, key: string) => z.enum(values, key)
const number = z.string().trim()
const isNumber = (text: string) => /^[1-9]\d{0,3}$/.test(text)

/** One step as the form holds it. Messages are locale keys. */
function stepFields(isForAudience: boolean) {
  return z.object({
    title: words('pathway.step.title_needed'),
    detail: words('pathway.step.detail_needed'),
    easyTitle: words('pathway.step.easy_title_needed'),
    easyDetail: z.string().trim(),
    audience: isForAudience ? choice(AUDIENCES, 'pathway.step.audience_needed') : z.string(),
    area: isForAudience ? choice(PFA_AREAS, 'pathway.step.area_needed') : z.string(),
    count: number,
    unit: z.enum(UNITS),
    direction: z.enum(DIRECTIONS),
    anchor: z.string().min(1, 'pathway.step.anchor_needed'),
    repeat: z.enum(REPEATS),
    repeatCount: number,
    repeatUnit: z.enum(UNITS),
    all: z.array(z.string()),
    any: z.array(z.string()),
    law: z.enum(['yes', 'no']),
    dueKind: choice(DUE_KINDS, 'pathway.step.due_kind_needed'),
    source: words('pathway.step.source_needed'),
    confidence: z.enum(CONFIDENCES),
    milestone: z.string(),
  })
}

export type StepForm = z.input<ReturnType<typeof stepFields>>

export function stepFormSchema(isForAudience: boolean): z.ZodType<StepForm, StepForm> {
  return stepFields(isForAudience).superRefine((values, context) => {
    const refuse = (path: keyof StepForm, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (values.direction !== 'on' && !isNumber(values.count)) refuse('count', 'pathway.step.count_needed')
    if (values.repeat === 'every' && !isNumber(values.repeatCount)) refuse('repeatCount', 'pathway.step.repeat_count_needed')
    if (values.dueKind === 'statutory' && values.law === 'no') refuse('dueKind', 'pathway.step.not_law')
  }) as unknown as z.ZodType<StepForm, StepForm>
}

/** A length with more than one part (1 year and 2 months) is shown in its smallest whole unit that can say it. */
function oneUnit(parts: readonly DurationPart[]): { count: string, unit: DurationUnit } {
  const [first, ...others] = parts
  if (!first) return { count: '', unit: 'weeks' }
  if (others.length === 0) return { count: String(first.count), unit: first.unit }
  const months = parts.reduce((sum, { unit, count }) => sum + (unit === 'years' ? 12 * count : unit === 'months' ? count : 0), 0)
  const days = parts.reduce((sum, { unit, count }) => sum + (unit === 'weeks' ? 7 * count : unit === 'days' ? count : 0), 0)
  return months && !days ? { count: String(months), unit: 'months' } : { count: String(months * 30 + days), unit: 'days' }
}

export function stepToForm(step: PathwayStep): StepForm {
  const { direction, parts } = readOffset(step.due.offset)
  const { count, unit } = oneUnit(parts)
  const easy = step.texts['en-easy']
  const repeat = isItem(step) ? step.repeat : null
  const gap = repeat ? oneUnit(readDuration(repeat)) : oneUnit([])
  return {
    title: step.texts.en.title, detail: step.texts.en.detail, easyTitle: easy.title, easyDetail: easy.detail ?? '',
    audience: isItem(step) ? step.audience : '', area: isItem(step) ? step.pfa_area : '',
    direction, count, unit, anchor: step.due.anchor,
    repeat: repeat === null ? 'once' : repeat === 'each_review' || repeat === 'each_term' ? repeat : 'every',
    repeatCount: gap.count, repeatUnit: gap.count ? gap.unit : 'months',
    all: [...step.applies_if.all], any: [...step.applies_if.any],
    law: step.statutory ? 'yes' : 'no', dueKind: step.due_kind, source: step.source,
    confidence: isItem(step) ? step.confidence : 'V', milestone: isItem(step) ? step.milestone ?? '' : '',
  }
}

export function dueOfForm({ anchor, direction, count, unit }: StepForm): PathwayItem['due'] {
  return { anchor, offset: writeOffset({ direction, parts: [{ unit, count: Number(count) || 0 }] }) }
}

export function repeatOfForm({ repeat, repeatCount, repeatUnit }: StepForm): string | null {
  if (repeat === 'once') return null
  return repeat === 'every' ? writeDuration([{ unit: repeatUnit, count: Number(repeatCount) || 0 }]) : repeat
}

/** The step with what the form says; what the form does not show (id, rule, other languages, hidden) stays. */
export function stepFromForm(values: StepForm, base: PathwayStep): PathwayStep {
  const before = stepToForm(base)
  const isSameDue = before.anchor === values.anchor && before.count === values.count && before.unit === values.unit && before.direction === values.direction
  const common = {
    texts: {
      ...base.texts,
      'en': { title: values.title.trim(), detail: values.detail.trim() },
      'en-easy': { title: values.easyTitle.trim(), ...(values.easyDetail.trim() ? { detail: values.easyDetail.trim() } : {}) },
    },
    due: isSameDue ? base.due : dueOfForm(values),
    due_kind: values.dueKind,
    statutory: values.law === 'yes',
    source: values.source.trim(),
    applies_if: { all: [...values.all], any: [...values.any] },
  }
  if (!isItem(base)) return { ...base, ...common }
  const isSameRepeat = before.repeat === values.repeat && before.repeatCount === values.repeatCount && before.repeatUnit === values.repeatUnit
  return {
    ...base, ...common,
    audience: values.audience as PathwayItem['audience'],
    pfa_area: values.area as PathwayItem['pfa_area'],
    repeat: isSameRepeat ? base.repeat : repeatOfForm(values),
    milestone: values.milestone || null,
    confidence: values.confidence,
  }
}

/** The field of the form that a place in a step is edited in. */
export function fieldOfPath(path: ReadonlyArray<string | number>): keyof StepForm | undefined {
  const place = path.join('.')
  const fields: ReadonlyArray<[RegExp, keyof StepForm]> = [
    [/^texts\.en\.title/, 'title'], [/^texts\.en\.detail/, 'detail'], [/^texts\.en-easy\.detail/, 'easyDetail'], [/^texts\.en-easy/, 'easyTitle'],
    [/^audience/, 'audience'], [/^pfa_area/, 'area'], [/^due\.anchor/, 'anchor'], [/^due\./, 'count'], [/^repeat/, 'repeat'],
    [/^applies_if\.any/, 'any'], [/^applies_if/, 'all'], [/^due_kind/, 'dueKind'], [/^statutory/, 'law'], [/^source/, 'source'],
    [/^milestone/, 'milestone'], [/^confidence/, 'confidence'],
  ]
  return fields.find(([pattern]) => pattern.test(place))?.[1]
}
