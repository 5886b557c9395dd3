/** Once a day: people come onto the pathway version that was published for their next stage, or for today. */
export default defineTask({
  meta: { name: 'pathways:move-people', description: 'Moves people onto the pathway version that is due for them.' },
  async run() {
    const { embedded } = await useBackend()
    return { result: await embedded?.movePeople() ?? 0 }
  },
})
