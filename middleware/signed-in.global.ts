declare module '#app' {
  interface PageMeta {
    /** Anyone may open this page; every other page asks people to sign in first. */
    public?: boolean
  }
}

export default defineNuxtRouteMiddleware((to) => {
  if (to.meta.public || to.matched.length === 0) return
  if (useSignedIn().value) return
  return navigateTo({ name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } })
})
