/** True once somebody has pressed a language on this visit; what the browser asked for is only a guess. */
export function useLanguageChosen(): Ref<boolean> {
  return useState('language-chosen', () => false)
}
