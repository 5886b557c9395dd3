/** Once a day: those involved are told of plans that will be deleted, and what is due goes. */
export default defineTask({
  meta: { name: 'plans:keep-no-longer', description: 'Gives notice of plans that will be deleted, and deletes those that are due.' },
  async run() {
    const { embedded } = await useBackend()
    return { result: await embedded?.keepNoLonger() ?? 0 }
  },
})
