import { chooseVoice, sentencesToRead } from '~/shared/aloud'

export interface AloudOptions {
  /** Left out: all that stands in the root. */
  text: () => string | readonly string[] | undefined
  /** BCP 47 tag */
  language: () => string
  /** Where on the page the words stand. */
  root: () => Element | null | undefined
}

interface Aloud {
  isReading: ComputedRef<boolean>
  /** The device has no voice of its own for this language, or cannot speak. */
  hasNoVoice: Readonly<Ref<boolean>>
  start: () => Promise<void>
  stop: () => void
}

/** One voice for the whole page: who reads now. Changes in the browser only. */
const reading = shallowRef<symbol>()
const voiceWaitMs = 1000

/** Browsers bring their voices a little after they are first asked for; some have none and say nothing. */
async function findVoices(): Promise<readonly SpeechSynthesisVoice[]> {
  if (!('speechSynthesis' in window)) return []
  if (speechSynthesis.getVoices().length > 0) return speechSynthesis.getVoices()
  await new Promise<void>((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true })
    setTimeout(resolve, voiceWaitMs)
  })
  return speechSynthesis.getVoices()
}

/** Reads a text out with a voice of the device, and shows where it is. Nothing leaves the device. */
export function useAloud({ text, language, root }: AloudOptions): Aloud {
  const me = Symbol('reader')
  const hasNoVoice = ref(false)
  const isReading = computed(() => reading.value === me)

  async function start(): Promise<void> {
    reading.value = me
    const voice = chooseVoice(await findVoices(), language())
    if (reading.value !== me) return
    hasNoVoice.value = voice === undefined
    if (!voice) return finish()
    speechSynthesis.cancel()
    readOn(sentencesToRead(text() ?? wordsOn(root()), language()), voice)
  }

  function readOn([sentence, ...rest]: string[], voice: SpeechSynthesisVoice): void {
    if (sentence === undefined) return finish()
    const utterance = new SpeechSynthesisUtterance(sentence)
    utterance.voice = voice
    utterance.lang = voice.lang
    utterance.onend = () => {
      if (isReading.value) readOn(rest, voice)
    }
    utterance.onerror = () => {
      if (isReading.value) finish()
    }
    showWhereReading(root(), sentence)
    speechSynthesis.speak(utterance)
  }

  function finish(): void {
    reading.value = undefined
    hideWhereReading()
  }

  function stop(): void {
    if (!isReading.value) return
    finish()
    speechSynthesis.cancel()
  }

  onBeforeUnmount(stop)
  return { isReading, hasNoVoice, start, stop }
}
