type Voice = Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'default'>

const plain = (tag: string) => tag.toLowerCase().replace('_', '-')

/**
 * The voice to read a language with, or undefined where the device has none. Only voices of the device itself: others send
 * what they read to a company's server.
 * @param language BCP 47 tag of the text
 */
export function chooseVoice<Found extends Voice>(voices: readonly Found[], language: string): Found | undefined {
  const wanted = plain(language)
  const [base = ''] = wanted.split('-')
  const able = voices.filter(({ lang, localService }) => localService && plain(lang).split('-')[0] === base)
  return able.find(({ lang, default: usual }) => usual && plain(lang) === wanted)
    ?? able.find(({ lang }) => plain(lang) === wanted)
    ?? able.find(({ default: usual }) => usual)
    ?? able[0]
}

/** Sentence by sentence, so that it can stop soon and show where it is; some browsers fall silent in a long text. */
export function sentencesToRead(text: string | readonly string[], language: string): string[] {
  const parts = typeof text === 'string' ? [text] : text
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' })
  return parts.flatMap(part => [...segmenter.segment(part)].map(({ segment }) => segment.replace(/\s+/g, ' ').trim())).filter(Boolean)
}
