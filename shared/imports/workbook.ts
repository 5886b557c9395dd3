import { unzipSync, zipSync } from 'fflate'
import { readSheet } from 'read-excel-file/universal'
import { tableOf, UnreadableFile } from './file.ts'
import type { FileTable } from './rows.ts'

/** What a workbook of 50,000 rows unpacks to, several times over. Beyond it, a small file that unpacks for ever. */
const maxUnpackedBytes = 300 * 1024 * 1024
const maxEntries = 2000

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

/** Whether a file is a ZIP, as XLSX is, or the container of an old or locked workbook. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4B, 0x03, 0x04]) || isOldContainer(bytes)
}

function isOldContainer(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0xD0, 0xCF, 0x11, 0xE0])
}

/** The parts of a workbook that hold text, unpacked. What a part says about its size is all the room it gets. @throws UnreadableFile */
function unpack(bytes: Uint8Array, most: number): Record<string, Uint8Array> {
  let size = 0
  let entries = 0
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        entries += 1
        if (entries > maxEntries) throw new UnreadableFile('workbook_too_large')
        if (!/\.(xml|rels)$/i.test(name)) return false
        size += originalSize
        if (size > most) throw new UnreadableFile('workbook_too_large')
        return true
      },
    })
  }
  catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile('workbook_broken')
  }
}

function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)
}

/**
 * Reads the first sheet of an XLSX workbook. A cell with a formula gives the value that was saved with it; nothing is worked out.
 * @param most bytes that it may unpack to.
 * @throws UnreadableFile
 */
export async function readWorkbook(bytes: Uint8Array, most = maxUnpackedBytes): Promise<FileTable> {
  if (isOldContainer(bytes)) throw new UnreadableFile('workbook_locked')
  const parts = unpack(bytes, most)
  if (!('xl/workbook.xml' in parts)) throw new UnreadableFile('not_a_table')
  try {
    // Packed again without compression: the reader would unpack in workers of its own, which our security policy does not allow.
    const plain = zipSync(parts, { level: 0 })
    const rows = await readSheet(plain.slice().buffer)
    return tableOf(rows.map(row => row.map(asText)))
  }
  catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile('workbook_broken')
  }
}
