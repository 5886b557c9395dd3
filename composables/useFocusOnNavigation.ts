/**
 * After a move to another page, puts the keyboard and the screen reader on its h1, as a full page load
 * would. A change of query (a filter, a page number) or a link to a part of the page leaves focus alone.
 */
export function useFocusOnNavigation(): void {
  const router = useRouter()
  let moved = false

  router.afterEach((to, from, failure) => {
    const firstPage = from.matched.length === 0
    if (!failure && !firstPage) moved = to.path !== from.path && !to.hash
  })

  useNuxtApp().hook('page:finish', async () => {
    if (!moved) return
    moved = false
    await nextTick()
    const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
    if (!heading) return
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  })
}
