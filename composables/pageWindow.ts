/**
 * Which page numbers to offer: first, last, the current one and its neighbours; `undefined` is a gap.
 * A gap never hides just one page. Pages count from 1.
 */
export function pageWindow(page: number, pageCount: number): Array<number | undefined> {
  const wanted = [1, page - 1, page, page + 1, pageCount].filter(number => number >= 1 && number <= pageCount)
  const numbers = [...new Set(wanted)].sort((a, b) => a - b)
  return numbers.flatMap((number, index) => {
    const before = index === 0 ? 0 : numbers[index - 1] ?? 0
    if (number - before === 2) return [number - 1, number]
    return number - before > 2 ? [undefined, number] : [number]
  })
}
