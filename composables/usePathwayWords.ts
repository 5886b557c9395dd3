import type { DueRule } from '~/stores/pathways'
import type { FieldChange } from '~/shared/pathways/difference'
import { readDuration, readOffset, type DurationPart } from '~/shared/pathways/duration'
import type { PathwayDocument, PathwayItem, PathwayStage } from '~/shared/pathways/schema'

type Texts = Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>
type AppliesIf = PathwayItem['applies_if']

export interface PathwayWords {
  /** The words in the reader's language, or in English where there are none. */
  text: (texts: Texts, field: 'title' | 'detail' | 'label' | 'name') => string
  anchor: (key: string) => string
  condition: (key: string) => string
  /** "17 weeks before the first day at the next school or college" */
  due: (due: PathwayItem['due']) => string
  /** "At each review", or '' where it happens once. */
  repeat: (repeat: string | null) => string
  /** "Year 10 to Year 11" */
  window: (window: PathwayStage['window']) => string
  /** One sentence for all of these, one for any of those; empty for everybody. */
  appliesIf: (appliesIf: AppliesIf) => string[]
  /** "12 months" */
  length: (parts: readonly DurationPart[]) => string
  /** A number that may be null for "fewer than 5". */
  count: (count: number | null) => string
  /** "30 November 2026" for `YYYY-MM-DD`; an ISO time goes by the clock in England. */
  day: (date: string) => string
  /** What a change is about: "Words in Easy Read: title". */
  field: (change: FieldChange) => string
  /** One side of a change, in words. */
  value: (change: FieldChange, side: 'before' | 'after') => string
  ruleOf: (due: PathwayItem['due'], repeat: string | null, stage: PathwayStage) => DueRule
}

/** Everything a pathway document says in codes, in the reader's language. */
export function usePathwayWords(document: () => PathwayDocument | undefined): PathwayWords {
  const { t, n, locale, localeProperties } = useI18n()
  const dates = useDates()
  const language = computed(() => localeProperties.value.language ?? 'en-GB')
  const anchors = computed(() => new Map(document()?.anchors.map(({ key, texts }) => [key, texts])))
  const conditions = computed(() => new Map(document()?.conditions.map(({ key, texts }) => [key, texts])))

  const list = (words: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction') =>
    new Intl.ListFormat(language.value, { type }).format(words)

  const text: PathwayWords['text'] = (texts, field) => texts[locale.value]?.[field] ?? texts.en?.[field] ?? ''
  const anchor = (key: string) => text(anchors.value.get(key) ?? {}, 'name') || key
  const condition = (key: string) => text(conditions.value.get(key) ?? {}, 'label') || key
  const length = (parts: readonly DurationPart[]) => list(parts.map(({ unit, count }) => t(`pathway.length.${unit}`, { count: n(count) }, count)))

  function due({ anchor: key, offset }: PathwayItem['due']): string {
    const { direction, parts } = readOffset(offset)
    return t(`pathway.due.${direction}`, { length: length(parts), anchor: anchor(key) })
  }

  function repeat(value: string | null): string {
    if (value === null) return ''
    if (value === 'each_review' || value === 'each_term') return t(`pathway.repeat.${value}`)
    return t('pathway.repeat.every', { length: length(readDuration(value)) })
  }

  function appliesIf({ all, any }: AppliesIf): string[] {
    const names = (keys: readonly string[]) => keys.map(key => t('pathway.quoted', { words: condition(key) }))
    return [
      ...(all.length ? [t('pathway.applies.all', { conditions: list(names(all)) })] : []),
      ...(any.length ? [t('pathway.applies.any', { conditions: list(names(any), 'disjunction') })] : []),
    ]
  }

  const window = ({ by, from, to }: PathwayStage['window']) => from === to
    ? t(`pathway.window.${by}_one`, { from: yearName(by, from) })
    : t(`pathway.window.${by}`, { from: yearName(by, from), to: yearName(by, to) })

  function yearName(by: string, year: number): string {
    if (by === 'age') return n(year)
    if (year > 0) return t('pathway.year.number', { year: n(year) })
    return t(year === 0 ? 'pathway.year.reception' : year === -1 ? 'pathway.year.nursery' : 'pathway.year.before_nursery')
  }

  const day = (date: string) => (date.length > 10 ? dates.momentDay(date) : dates.day(date))

  function field({ field: name, locale: wordsIn }: FieldChange): string {
    const words = t(`pathway.field.${name}`)
    return wordsIn ? t('pathway.field.in_language', { field: words, language: wordsIn === 'en' || wordsIn === 'en-easy' ? t(`pathway.language.${wordsIn}`) : wordsIn }) : words
  }

  function value(change: FieldChange, side: 'before' | 'after'): string {
    const found = change[side]
    if (found === null || found === '' || (Array.isArray(found) && found.length === 0)) return t('pathway.value.nothing')
    return valueInWords(change.field, found)
  }

  function valueInWords(name: FieldChange['field'], found: unknown): string {
    switch (name) {
      case 'due': return due(found as PathwayItem['due'])
      case 'repeat': return repeat(String(found))
      case 'applies_if': return appliesIf(found as AppliesIf).join(' ') || t('pathway.applies.everyone')
      case 'window': return window(found as PathwayStage['window'])
      case 'audience': return t(`audience.${String(found)}`)
      case 'pfa_area': return t(`pfa_area.${String(found)}`)
      case 'due_kind': return t(`ui.date_kind.${String(found)}.word`)
      case 'statutory': return t(found ? 'pathway.value.yes' : 'pathway.value.no')
      case 'done_on': return t(`pathway.done_on.${String(found)}`)
      case 'confidence': return t(`pathway.confidence.${String(found)}`)
      case 'effective_from': case 'effective_to': case 'review_by': return day(String(found))
      case 'stage': return stageTitle(String(found))
      default: return Array.isArray(found) ? found.join(' ') : String(found)
    }
  }

  function stageTitle(id: string): string {
    const stage = document()?.stages.find(each => each.id === id)
    return stage ? text(stage.texts, 'title') : id
  }

  return {
    text, anchor, condition, due, repeat, window, appliesIf, length, day, field, value,
    count: found => (found === null ? t('pathway.few') : n(found)),
    ruleOf: ({ anchor: key, offset }, repeats, stage) => ({ anchor: key, offset, repeat: repeats, window: stage.window, transfer: stage.transfer }),
  }
}
