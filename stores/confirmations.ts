import * as z from 'zod/mini'
import { confirmation, type Confirmation, type ConfirmationAnswer } from '~/shared/confirmations'

const columns = 'item_id, author_id, author_name, author_role, answer, words, updated_at, version'

/** Whether what services say is done really happened, as far as the reader may see it. Every action throws what supabase-js answered. */
export const useConfirmationsStore = defineStore('confirmations', () => {
  const client = useSupabaseClient()
  const device = useDeviceStore()
  const said = ref<Confirmation[]>([])

  async function load(person: string): Promise<void> {
    said.value = await device.orKept(confirmationsName(person), async () => {
      const { data } = await client.from('confirmations').select(columns).eq('person_id', person).order('updated_at').throwOnError()
      return z.array(confirmation).parse(data)
    })
  }

  /** @throws PT409 `confirmation_changed` or `not_done_by_service`, PT403 `only_circle_confirms`. */
  async function say(item: string, version: number, answer: ConfirmationAnswer, words: string): Promise<void> {
    const { data } = await client.rpc('confirm_item', { item, expected_version: version, answer, words }).throwOnError()
    const saved = confirmation.parse(data)
    said.value = [...said.value.filter(other => other.item_id !== item || other.author_id !== saved.author_id), saved]
  }

  async function takeBack(item: string, author: string): Promise<void> {
    await client.rpc('take_back_confirmation', { item }).throwOnError()
    said.value = said.value.filter(other => other.item_id !== item || other.author_id !== author)
  }

  return { said, load, say, takeBack }
})
