import { describe, expect, it } from 'vitest'
import { chooseVoice, sentencesToRead } from '../../shared/aloud.ts'

const voice = (lang: string, localService = true, usual = false) => ({ lang, localService, default: usual })

describe('the voice that reads', () => {
  it.each([
    ['the exact language', [voice('en-US', true, true), voice('en-GB')], 'en-GB', 'en-GB'],
    ['another country of the same language', [voice('pl-PL'), voice('en-US')], 'en-GB', 'en-US'],
    ['a tag as Android writes it', [voice('ur_PK')], 'ur', 'ur_PK'],
    ['the usual one of several', [voice('ro-MD'), voice('ro-RO', true, true)], 'ro', 'ro-RO'],
  ])('is %s', (_name, voices, language, expected) => {
    expect(chooseVoice(voices, language)?.lang).toBe(expected)
  })

  it('is never one that sends the words to a server', () => {
    expect(chooseVoice([voice('en-GB', false, true)], 'en-GB')).toBeUndefined()
  })

  it('is never of another language', () => {
    expect(chooseVoice([voice('en-GB', true, true)], 'gu')).toBeUndefined()
  })
})

describe('what is read at a time', () => {
  it('is a sentence', () => {
    expect(sentencesToRead(['Visit the college', 'Go twice.  Ask about  lunch.'], 'en-GB')).toEqual(['Visit the college', 'Go twice.', 'Ask about lunch.'])
  })

  it('is a sentence in Urdu too', () => {
    expect(sentencesToRead('یہ پہلا ہے۔ یہ دوسرا ہے۔', 'ur')).toEqual(['یہ پہلا ہے۔', 'یہ دوسرا ہے۔'])
  })
})
