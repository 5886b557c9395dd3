import { expect, it } from 'vitest'
import { pageWindow } from '../../../composables/pageWindow'

it.each([
  [1, 1, [1]],
  [1, 3, [1, 2, 3]],
  [2, 3, [1, 2, 3]],
  [1, 12, [1, 2, undefined, 12]],
  [5, 12, [1, undefined, 4, 5, 6, undefined, 12]],
  [4, 12, [1, 2, 3, 4, 5, undefined, 12]],
  [12, 12, [1, undefined, 11, 12]],
])('offers, on page %i of %i, %j', (page, pageCount, offered) => {
  expect(pageWindow(page, pageCount)).toEqual(offered)
})
