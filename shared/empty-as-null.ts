/** What a form gives, with null for every box that was left empty, as SQL wants it. */
export function emptyAsNull<Values extends Record<string, string>>(values: Values): Record<keyof Values & string, string | null> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.trim() === '' ? null : value.trim()])) as Record<keyof Values & string, string | null>
}
