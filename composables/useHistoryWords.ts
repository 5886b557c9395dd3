import { fieldChanges, historySentence, type FieldChange, type HistoryLine } from '~/shared/history'
import { paperVoices } from '~/shared/papers'

interface HistoryWords {
  /** "Ada Plover, SENCo at Larkhill Secondary" */
  who: (line: Pick<HistoryLine, 'actor_name' | 'actor_role' | 'actor_team'>) => string
  /** The whole sentence of one line. */
  sentence: (line: HistoryLine) => string
  /** What changed, column by column. */
  details: (line: HistoryLine) => Array<{ label: string, before: string, after: string }>
  kind: (line: HistoryLine) => string
  /** Why it was done, as somebody wrote it, or where it came from; '' where nobody said. */
  why: (line: HistoryLine) => string
}

/** Lines of somebody's history in the reader's language. @param name what the young person likes to be called. */
export function useHistoryWords(name: () => string): HistoryWords {
  const { t, te } = useI18n()
  const { day } = useDates()

  function who({ actor_name: actor, actor_role: role, actor_team: team }: Pick<HistoryLine, 'actor_name' | 'actor_role' | 'actor_team'>): string {
    if (!actor) return t('history.who.onward')
    if (!role) return actor
    return team
      ? t('history.who.team', { actor, role: t(`role.${role}`), team })
      : t('history.who.circle', { actor, role: t(`role.${role}`) })
  }

  /** What a line is about, as a noun phrase with its own title where it has one. */
  function what(line: HistoryLine): string {
    const key = te(`history.subject.${line.subject}`) ? line.subject : 'other'
    return line.subject_title
      ? t('history.titled', { what: t(`history.subject.${key}`), title: line.subject_title })
      : t(`history.subject.${key}`)
  }

  function whom(line: HistoryLine): string {
    const [before, after] = line.changes?.display_name ?? []
    const named = after ?? before
    if (typeof named === 'string') return named
    return te(`role.${line.subject_key}`) ? t(`role.${line.subject_key}`) : ''
  }

  function sentence(line: HistoryLine): string {
    const { group, key } = historySentence(line)
    const known = te(`history.${group}.${key}`) ? key : 'other'
    const words = { who: who(line), name: name(), what: what(line), whom: whom(line), team: line.subject_title ?? '', title: line.subject_title ?? '' }
    return t(`history.${group}.${known}`, words)
  }

  function value(column: FieldChange['column'], text: string): string {
    if (!text) return t('history.field.nothing')
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text)
    for (const group of { status: ['item_status', 'plan_status'], relationship: ['role'], plan_type: ['plan_type'], setting_type: ['setting_type'] }[column as string] ?? []) {
      if (te(`${group}.${text}`)) return t(`${group}.${text}`)
    }
    if (text === 'true' || text === 'false') return t(`history.field.${text}`)
    return text
  }

  /** What the database wrote where a person would write why: `from_paper:<whose words>`, `import:<source>`. */
  function why({ reason }: HistoryLine): string {
    if (!reason) return ''
    const voice = paperVoices.find(audience => reason === `from_paper:${audience}`)
    if (voice) return t(`history.line.from_paper.${voice}`, { name: name() })
    const [, origin, source] = /^(import|import_undone):(.+)$/s.exec(reason) ?? []
    return origin ? t(`history.line.${origin}`, { source: source ?? '' }) : reason
  }

  return {
    who,
    sentence,
    why,
    details: line => fieldChanges(line).map(({ column, before, after }) => ({
      label: t(`history.field.${column}`), before: value(column, before), after: value(column, after),
    })),
    kind: line => t(`history.kind.${line.kind_of_line}`),
  }
}
