/** The embedded Supabase is reached under whatever name this page was opened with: localhost, an address, a name on the network. */
export default defineNuxtPlugin({
  name: 'supabase-origin',
  order: -50,
  setup() {
    const { embedded, supabase } = useRuntimeConfig().public
    if (embedded) supabase.url = `${window.location.origin}/supabase`
  },
})
