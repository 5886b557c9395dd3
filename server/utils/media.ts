import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'

const photoTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp']
/** A recorder writes sound into the same containers as film, so that is what the first bytes say. */
const voiceTypes: readonly string[] = ['audio/webm', 'video/webm', 'audio/ogg', 'application/ogg', 'audio/mp4', 'video/mp4', 'audio/x-m4a']

const longestSide = 1000
/** `profile_media` holds no larger photo. */
export const maxPhotoBytes = 500_000

/** The size of a camera's photo today, so that a small file cannot unpack into all the memory there is. */
const maxPixels = 60_000_000

/**
 * A photo drawn anew as a small WebP: nothing of what a camera adds (place, time, device) is left, nor anything hidden in the file.
 * Nothing where the file is not a JPEG, PNG or WebP by its content, or cannot be drawn.
 */
export async function redrawPhoto(file: Uint8Array): Promise<Uint8Array | undefined> {
  const type = await fileTypeFromBuffer(file)
  if (!type || !photoTypes.includes(type.mime)) return undefined
  try {
    for (const quality of [80, 55, 30]) {
      // Without metadata the picture has to be turned now: rotate() does so by what the camera noted.
      const drawn = await sharp(file, { limitInputPixels: maxPixels }).rotate()
        .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true }).webp({ quality }).toBuffer()
      if (drawn.length <= maxPhotoBytes) return drawn
    }
  }
  catch {
    return undefined
  }
  return undefined
}

/** Whether a file is a recording by its content: WebM, Ogg or MP4. */
export async function isRecording(file: Uint8Array): Promise<boolean> {
  // The parameters say which codec: "audio/ogg; codecs=opus".
  const mime = (await fileTypeFromBuffer(file))?.mime.split(';')[0]
  return mime !== undefined && voiceTypes.includes(mime)
}

/** The part of a file that a player asks for, both ends included; nothing for the whole, or for a range that makes no sense. */
export function byteRange(header: string | undefined, size: number): { from: number, to: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (!first && !last) return undefined
  const from = first ? Number(first) : Math.max(0, size - Number(last))
  const to = first && last ? Math.min(Number(last), size - 1) : size - 1
  return from <= to ? { from, to } : undefined
}
