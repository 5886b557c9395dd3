import { mountSuspended } from '@nuxt/test-utils/runtime'
import axe from 'axe-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ReadingAloud } from '#components'

vi.setConfig({ testTimeout: 30_000 })
const patience = { timeout: 10_000 }

class Utterance {
  lang = ''
  voice?: object
  onend?: () => void
  onerror?: () => void
  constructor(public text: string) {}
}

/** A device with these voices, that says nothing until it is told to. */
function device(...languages: string[]) {
  const said: Utterance[] = []
  const speech = Object.assign(new EventTarget(), {
    getVoices: () => languages.map(lang => ({ lang, localService: true, default: false })),
    speak: (utterance: Utterance) => { said.push(utterance) },
    cancel: vi.fn(),
  })
  vi.stubGlobal('speechSynthesis', speech)
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
  return { said, speech }
}

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

const text = ['Visit the college', 'Go twice. Ask about lunch.']

describe('ReadingAloud', () => {
  it('reads sentence by sentence in a voice of the language, and is ready again at the end', async () => {
    const { said } = device('pl-PL', 'en-GB')
    const aloud = await mountSuspended(ReadingAloud, { props: { text } })
    await aloud.get('button').trigger('click')
    await vi.waitFor(() => expect(said.map(part => part.text)).toEqual(['Visit the college']), patience)
    expect(said[0]?.lang).toBe('en-GB')
    expect(aloud.get('button').text()).toBe('Stop reading')
    said[0]?.onend?.()
    said[1]?.onend?.()
    said[2]?.onend?.()
    await aloud.vm.$nextTick()
    expect(said.map(part => part.text)).toEqual(['Visit the college', 'Go twice.', 'Ask about lunch.'])
    expect(aloud.get('button').text()).toBe('Read aloud')
  })

  it('stops when told to, and says no more', async () => {
    const { said, speech } = device('en-GB')
    const aloud = await mountSuspended(ReadingAloud, { props: { text } })
    await aloud.get('button').trigger('click')
    await vi.waitFor(() => expect(said).toHaveLength(1), patience)
    speech.cancel.mockClear()
    await aloud.get('button').trigger('click')
    said[0]?.onend?.()
    expect([said.length, speech.cancel.mock.calls.length, aloud.get('button').text()]).toEqual([1, 1, 'Read aloud'])
  })

  it('stops another that reads, and when its page goes', async () => {
    const { said, speech } = device('en-GB')
    const [first, second] = [await mountSuspended(ReadingAloud, { props: { text: 'One.' } }), await mountSuspended(ReadingAloud, { props: { text: 'Two.' } })]
    await first.get('button').trigger('click')
    await vi.waitFor(() => expect(said).toHaveLength(1), patience)
    await second.get('button').trigger('click')
    await vi.waitFor(() => expect(said).toHaveLength(2), patience)
    expect([first.get('button').text(), second.get('button').text()]).toEqual(['Read aloud', 'Stop reading'])
    speech.cancel.mockClear()
    second.unmount()
    expect(speech.cancel).toHaveBeenCalledOnce()
  })

  it('says so where the device has no voice for the language', async () => {
    const { said } = device('pl-PL')
    const aloud = await mountSuspended(ReadingAloud, { props: { text } })
    await aloud.get('button').trigger('click')
    await vi.waitFor(() => expect(aloud.get('[role=status]').text()).toContain('no English voice'), patience)
    expect(said).toEqual([])
    expect(aloud.get('button').text()).toBe('Read aloud')
  })

  it('says what it reads to a screen reader, and gives axe nothing to say', async () => {
    const aloud = await mountSuspended(ReadingAloud, { props: { text, about: 'Visit the college' }, attachTo: document.body })
    expect(aloud.get('button').attributes('aria-label')).toBe('Read aloud: Visit the college')
    const { violations } = await axe.run(aloud.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations).toEqual([])
    aloud.unmount()
  })
})

describe('a block that is read as a whole', () => {
  it('is read with its headings and without its buttons', async () => {
    const { said } = device('en-GB')
    const block = await mountSuspended({
      components: { ReadingAloud },
      template: '<section data-aloud><h2>Privacy</h2><p>Yours <span class="unseen">hidden</span> alone.</p><p><button>Close</button></p><ReadingAloud /></section>',
    }, { attachTo: document.body })
    await block.findAll('button')[1]?.trigger('click')
    for (let n = 0; n < 4; n++) {
      await vi.waitFor(() => expect(said.length).toBeGreaterThan(0), patience)
      said[n]?.onend?.()
    }
    expect(said.map(part => part.text)).toEqual(['Privacy', 'Yours alone.'])
    block.unmount()
  })
})
