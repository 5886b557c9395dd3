import type { ShallowRef } from 'vue'

/** What a recorder can be doing. `refused`: the browser or the person said no. `impossible`: there is no microphone, or no way to use it. */
export type RecorderState = 'ready' | 'asking' | 'recording' | 'done' | 'refused' | 'impossible'

interface VoiceRecorder {
  state: Readonly<Ref<RecorderState>>
  /** Whole seconds recorded so far. */
  seconds: Readonly<Ref<number>>
  recording: Readonly<ShallowRef<Blob | undefined>>
  /** To hear it before it is sent. */
  url: Readonly<Ref<string | undefined>>
  start: () => Promise<void>
  stop: () => void
  /** Forgets what was recorded. */
  drop: () => void
}

/** Speech needs no more, and two minutes of it stay far below the limit. */
const bitsPerSecond = 32_000
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

/** Records a voice in the browser; what was said until the longest time is kept. Nothing leaves the device. @param longest seconds. */
export function useVoiceRecorder(longest: number): VoiceRecorder {
  const state = ref<RecorderState>('ready')
  const seconds = ref(0)
  const recording = shallowRef<Blob>()
  const url = ref<string>()
  let recorder: MediaRecorder | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  async function start(): Promise<void> {
    if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices?.getUserMedia) {
      state.value = 'impossible'
      return
    }
    drop()
    state.value = 'asking'
    try {
      record(await navigator.mediaDevices.getUserMedia({ audio: true }))
    }
    catch (error) {
      state.value = error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'impossible'
    }
  }

  function record(stream: MediaStream): void {
    const chunks: Blob[] = []
    const mimeType = types.find(type => MediaRecorder.isTypeSupported(type))
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond })
    recorder.ondataavailable = ({ data }) => chunks.push(data)
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop()
      clearInterval(timer)
      recording.value = new Blob(chunks, { type: recorder?.mimeType })
      url.value = URL.createObjectURL(recording.value)
      state.value = 'done'
    }
    recorder.start()
    state.value = 'recording'
    timer = setInterval(() => {
      seconds.value += 1
      if (seconds.value >= longest) stop()
    }, 1000)
  }

  function stop(): void {
    if (recorder?.state === 'recording') recorder.stop()
  }

  function drop(): void {
    if (url.value) URL.revokeObjectURL(url.value)
    url.value = undefined
    recording.value = undefined
    seconds.value = 0
    state.value = 'ready'
  }

  onUnmounted(() => {
    stop()
    clearInterval(timer)
    if (url.value) URL.revokeObjectURL(url.value)
  })

  return { state, seconds, recording, url, start, stop, drop }
}
