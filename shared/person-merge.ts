import type { PersonValues } from './schemas/person.ts'

/** One answer that somebody else changed while this form was open. */
export interface TheirChange {
  /** Field name, as the form has it: `known_as`, `dates.review_meeting`. */
  field: string
  theirs: PersonValues[keyof PersonValues] | string
  /** What this form holds, where its writer changed the same answer. Absent when they did not: then theirs simply stands. */
  mine?: PersonValues[keyof PersonValues] | string
}

interface Merged {
  values: PersonValues
  changes: TheirChange[]
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? '') === JSON.stringify(b ?? '')

/** Answers by field name, with one entry for each date. */
function flat(values: PersonValues): Map<string, unknown> {
  const { dates, ...rest } = values
  return new Map([...Object.entries(rest), ...Object.entries(dates).map(([anchor, day]) => [`dates.${anchor}`, day] as const)])
}

/**
 * Brings somebody else's saved answers into a form under way: an answer that only they changed becomes theirs,
 * an answer that both changed keeps what was typed here and is named, so that its writer can look and choose.
 */
export function mergeAnswers(base: PersonValues, theirs: PersonValues, mine: PersonValues): Merged {
  const [before, saved, typed] = [flat(base), flat(theirs), flat(mine)]
  const merged = structuredClone(mine)
  const changes: TheirChange[] = []
  for (const field of new Set([...before.keys(), ...saved.keys(), ...typed.keys()])) {
    const [was, their, my] = [before.get(field), saved.get(field), typed.get(field)]
    if (isSame(was, their) || isSame(their, my)) continue
    const theirAnswer = (their ?? '') as TheirChange['theirs']
    if (isSame(was, my)) {
      setAnswer(merged, field, theirAnswer)
      changes.push({ field, theirs: theirAnswer })
    }
    else {
      changes.push({ field, theirs: theirAnswer, mine: (my ?? '') as TheirChange['theirs'] })
    }
  }
  return { values: merged, changes }
}

/** Puts one answer into the values; `field` as in `TheirChange`. */
export function setAnswer(values: PersonValues, field: string, answer: TheirChange['theirs']): void {
  if (field.startsWith('dates.')) values.dates[field.slice('dates.'.length)] = String(answer)
  else Object.assign(values, { [field]: answer })
}
