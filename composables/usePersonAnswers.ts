import type { Organisation } from '#shared/schemas/person-record'
import type { PathwayQuestions } from '~/stores/people'

interface PersonAnswers {
  /** A short name for a field of the form about a person: `known_as`, `dates.review_meeting`. */
  label: (field: string) => string
  /** An answer as people read it: a date in words, a choice by its label. */
  words: (field: string, answer: unknown) => string
}

const choiceKeys: Readonly<Record<string, string>> = {
  plan_type: 'plan_type',
  plan_status: 'plan_status',
  setting_now_type: 'setting_type',
  setting_next_type: 'setting_type',
}

/** Puts the answers of the form about a person into words, in the reader's language. */
export function usePersonAnswers(known: Ref<{ organisations: Organisation[], questions: PathwayQuestions }>): PersonAnswers {
  const { t, te } = useI18n()
  const { day, list } = useDates()

  function label(field: string): string {
    const name = field.replace(/^dates\./, '')
    if (te(`person.answer.${name}`)) return t(`person.answer.${name}`)
    const event = known.value.questions.events.find(({ key }) => key === name)
    return event?.detail ?? name
  }

  function place(choice: string): string {
    const organisation = known.value.organisations.find(({ id }) => id === choice)
    if (organisation) return organisation.name
    return choice === 'other' ? t('person.setting.other') : t(`setting_type.${choice}`)
  }

  function words(field: string, answer: unknown): string {
    if (Array.isArray(answer)) {
      const titles = answer.map(flag => known.value.questions.situation.find(({ key }) => key === flag)?.title ?? String(flag))
      return titles.length ? list(titles) : t('person.answer.none')
    }
    const text = String(answer ?? '')
    if (text === '') return t('person.answer.none')
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text)
    if (field === 'setting_now' || field === 'setting_next') return place(text)
    if (field === 'year_group_offset') return t(`person.answer.offset.${text.replace('-', 'minus_')}`)
    const choice = choiceKeys[field]
    return choice && te(`${choice}.${text}`) ? t(`${choice}.${text}`) : text
  }

  return { label, words }
}
