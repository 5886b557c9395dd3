import type { ImportColumns } from '~/shared/imports/fields'
import { maxFileBytes, type FileProblem } from '~/shared/imports/file-limits'
import type { ReaderAnswer, ReaderRequest } from '~/shared/imports/reader.worker'
import type { ImportRow } from '~/shared/imports/rows'

interface OpenedFile {
  name: string
  headings: string[]
  /** How many rows there are below the headings. */
  count: number
  /** The first rows, to know a column by. */
  examples: string[][]
}

interface ImportFile {
  file: Readonly<Ref<OpenedFile | undefined>>
  /** Why the chosen file cannot be read: a key under `imports.file`. */
  problem: Readonly<Ref<FileProblem | undefined>>
  busy: Readonly<Ref<boolean>>
  open: (chosen: File) => Promise<void>
  /** Every row with the chosen columns. */
  read: (columns: ImportColumns) => Promise<ImportRow[]>
}

/** Reads a file of people in a worker of this page. It is not sent anywhere. */
export function useImportFile(): ImportFile {
  const file = shallowRef<OpenedFile>()
  const problem = ref<FileProblem>()
  const busy = ref(false)
  let worker: Worker | undefined
  onUnmounted(() => worker?.terminate())

  function ask(request: ReaderRequest): Promise<ReaderAnswer> {
    const reader = worker ??= new Worker(new URL('../shared/imports/reader.worker.ts', import.meta.url), { type: 'module' })
    return new Promise((resolve) => {
      reader.onmessage = ({ data }: MessageEvent<ReaderAnswer>) => resolve(data)
      // Out of memory, or a file that breaks its reader.
      reader.onerror = () => resolve({ kind: 'failed', problem: 'not_a_table' })
      reader.postMessage(request)
    })
  }

  async function open(chosen: File): Promise<void> {
    file.value = undefined
    problem.value = undefined
    if (chosen.size > maxFileBytes) {
      problem.value = 'too_large'
      return
    }
    busy.value = true
    const answer = await ask({ kind: 'open', bytes: await chosen.arrayBuffer() })
    busy.value = false
    if (answer.kind === 'failed') problem.value = answer.problem
    if (answer.kind === 'opened') file.value = { name: chosen.name, headings: answer.headings, count: answer.count, examples: answer.examples }
  }

  async function read(columns: ImportColumns): Promise<ImportRow[]> {
    const answer = await ask({ kind: 'read', columns: { ...columns } })
    return answer.kind === 'read' ? answer.rows : []
  }

  return { file, problem, busy, open, read }
}
