import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const source = readFileSync(new URL('../../../assets/css/tokens.css', import.meta.url), 'utf8')

type Palette = ReadonlyMap<string, string>

function blockAfter(selector: string): string {
  const start = source.indexOf(`${selector} {`)
  if (start < 0) throw new Error(`no block for ${selector}`)
  return source.slice(start, source.indexOf('\n}', start))
}

function readPalette(block: string, side: 'light' | 'dark'): Palette {
  const palette = new Map<string, string>()
  const declaration = /--([\w-]+): (?:light-dark\((#[\da-f]+), (#[\da-f]+)\)|(#[\da-f]+));/g
  for (const [, name, light, dark, single] of block.matchAll(declaration)) {
    const value = single ?? (side === 'light' ? light : dark)
    if (name && value) palette.set(name, value)
  }
  return palette
}

/** Relative luminance (0 to 1) of `#rrggbb`, WCAG 2.2. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = channels
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio (1 to 21) of two `#rrggbb` colours, WCAG 2.2. */
function contrast(first: string, second: string): number {
  const [lighter = 0, darker = 0] = [luminance(first), luminance(second)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function colour(palette: Palette, name: string): string {
  const value = palette.get(name)
  if (!value) throw new Error(`no token --${name}`)
  return value
}

const shared = blockAfter('[data-theme]')
const light = readPalette(shared, 'light')
const dark = readPalette(shared, 'dark')
const highContrast = new Map([...dark, ...readPalette(blockAfter(`[data-theme='contrast']`), 'dark')])
const themes: ReadonlyArray<readonly [string, Palette]> = [['light', light], ['dark', dark], ['contrast', highContrast]]

const pages = ['surface', 'surface-raised', 'surface-sunken']
const kinds = ['must', 'should', 'aim', 'done', 'warn', 'danger', 'info']
const easyPairs = pages.map(page => ['ink', page])
const textPairs = [
  ...pages.flatMap(page => ['ink-muted', 'primary', 'primary-strong', ...kinds].map(name => [name, page])),
  ...kinds.map(kind => [kind, `${kind}-soft`]),
  ...kinds.map(kind => ['ink', `${kind}-soft`]),
  ['ink', 'primary-soft'],
  ['primary', 'primary-soft'],
  ['primary-strong', 'primary-soft'],
  ['primary-ink', 'primary'],
  ['primary-ink', 'primary-strong'],
  ['danger-ink', 'danger'],
  // What is read aloud is marked like the keyboard's place.
  ['focus', 'focus-band'],
  ['ink', 'surface'],
]
const edgePairs = pages.map(page => ['line-strong', page])

describe.each(themes)('the %s theme', (_name, palette) => {
  it.each(easyPairs)('has 7:1 for body text: %s on %s', (text = '', page = '') => {
    expect(contrast(colour(palette, text), colour(palette, page))).toBeGreaterThanOrEqual(7)
  })

  it.each(textPairs)('has 4.5:1 for %s on %s', (text = '', page = '') => {
    expect(contrast(colour(palette, text), colour(palette, page))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(edgePairs)('has 3:1 for the edge of a control: %s on %s', (edge = '', page = '') => {
    expect(contrast(colour(palette, edge), colour(palette, page))).toBeGreaterThanOrEqual(3)
  })

  it.each([...pages, ...kinds.map(kind => `${kind}-soft`), ...kinds, 'primary', 'primary-soft', 'primary-strong', 'ink'])('shows the focus ring on %s', (behind) => {
    const bands = [colour(palette, 'focus'), colour(palette, 'focus-band')]
    const best = Math.max(...bands.map(band => contrast(band, colour(palette, behind))))
    expect(best).toBeGreaterThanOrEqual(3)
    expect(contrast(bands[0] ?? '', bands[1] ?? '')).toBeGreaterThanOrEqual(3)
  })
})

it('gives every colour role to Tailwind, so that no component needs a raw custom property', () => {
  for (const name of light.keys()) {
    if (name === 'shade-soft') continue
    expect(source).toContain(`--color-${name}: var(--${name});`)
  }
})

it('names every colour role in the high-contrast theme', () => {
  const own = readPalette(blockAfter(`[data-theme='contrast']`), 'dark')
  expect([...own.keys()].sort()).toEqual([...light.keys()].sort())
})
