import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Kept, Unsent } from '~/shared/device'

interface DeviceSchema extends DBSchema {
  kept: { key: string, value: Kept }
  unsent: { key: number, value: Unsent }
}

/** Raise it when what is kept to be read changes its shape: then it is read anew. What was not sent yet stays. */
const shape = 1

let opened: Promise<IDBPDatabase<DeviceSchema>> | undefined

/** What this app keeps in this browser. @throws where a browser keeps nothing, as in some private windows. */
export function deviceDatabase(): Promise<IDBPDatabase<DeviceSchema>> {
  opened ??= openDB<DeviceSchema>('onward', shape, {
    upgrade(database) {
      if (database.objectStoreNames.contains('kept')) database.deleteObjectStore('kept')
      database.createObjectStore('kept', { keyPath: 'id' })
      if (!database.objectStoreNames.contains('unsent')) database.createObjectStore('unsent', { keyPath: 'order', autoIncrement: true })
    },
    // Another tab has a newer version of the app: it must not wait for this one.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  })
  return opened
}
