const highlightName = 'aloud'

const blocks = 'p, li, dt, dd, h1, h2, h3, h4'
const silent = 'button, .unseen, [data-silent]'

/** The words of a part of the page, block by block, without its buttons. */
export function wordsOn(root: Element | null | undefined): string[] {
  if (!root) return []
  const leaves = [...root.querySelectorAll(blocks)].filter(block => !block.querySelector(blocks) && !block.closest(silent))
  return leaves.map((block) => {
    const copy = block.cloneNode(true) as Element
    copy.querySelectorAll(silent).forEach(part => part.remove())
    return copy.textContent
  })
}

/** Where words stand on the page, however the page breaks them up; undefined where they do not. */
function rangeOf(root: Element, words: string): Range | undefined {
  const places: { node: Text, offset: number }[] = []
  let flat = ''
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text
    for (let offset = 0; offset < text.data.length; offset++) {
      const letter = /\s/.test(text.data.charAt(offset)) ? ' ' : text.data.charAt(offset)
      if (letter === ' ' && flat.endsWith(' ')) continue
      flat += letter
      places.push({ node: text, offset })
    }
  }
  const at = flat.indexOf(words)
  const [first, last] = [places[at], places[at + words.length - 1]]
  if (at < 0 || !first || !last) return undefined
  const range = document.createRange()
  range.setStart(first.node, first.offset)
  range.setEnd(last.node, last.offset + 1)
  return range
}

/** Marks the words that are being read, inside the nearest `data-aloud`; browsers that cannot mark text just read. */
export function showWhereReading(root: Element | null | undefined, words: string): void {
  hideWhereReading()
  const range = root && 'highlights' in CSS ? rangeOf(root, words) : undefined
  if (range) CSS.highlights.set(highlightName, new Highlight(range))
}

export function hideWhereReading(): void {
  if ('highlights' in CSS) CSS.highlights.delete(highlightName)
}
