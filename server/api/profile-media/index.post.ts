import type { H3Event } from 'h3'
import { z } from 'zod'
import { longestProfile, mediaKinds, mediaSections } from '#shared/profile'

const fields = z.object({
  id: z.uuid(),
  person: z.uuid(),
  section: z.enum(mediaSections),
  kind: z.enum(mediaKinds),
  words: z.string().max(longestProfile.words),
  file: z.instanceof(Blob),
})

/** The file and the words around it. */
const maxBytes = longestProfile.photo + 64 * 1024

/**
 * Adds a photo or a voice recording to a profile, as whoever sends it: `multipart/form-data` with id, person, section, kind, words, file.
 * Answers the new row, or a refusal `{code, message}`.
 */
export default defineEventHandler(async (event) => {
  if (!isFromOwnPage(event)) return refuse(event, 403, 'not_yours')
  const body = await readLimitedBytes(event.node.req, maxBytes)
  if (!body) {
    setResponseHeader(event, 'Connection', 'close')
    return refuse(event, 413, 'media_too_large')
  }
  const sent = fields.safeParse(await readForm(body, getRequestHeader(event, 'content-type')))
  if (!sent.success) return refuse(event, 400, 'media_invalid')
  const { id, person, section, kind, words, file } = sent.data
  if (kind === 'voice' && file.size > longestProfile.bytes) return refuse(event, 413, 'media_too_large')
  const bytes = new Uint8Array(await file.arrayBuffer())
  const content = kind === 'photo' ? await redrawPhoto(bytes) : await isRecording(bytes) && bytes
  if (!content) return refuse(event, 422, 'media_invalid')
  const answer = await callAsCaller(event, 'put_profile_media', {
    media: id, person, section, kind, words, content: Buffer.from(content).toString('base64'),
  })
  if (answer.ok) return answer.data
  setResponseStatus(event, answer.status)
  return answer.problem
})

async function readForm(body: Buffer<ArrayBuffer>, type = ''): Promise<unknown> {
  try {
    return Object.fromEntries(await new Response(body, { headers: { 'Content-Type': type } }).formData())
  }
  catch {
    return undefined
  }
}

function refuse(event: H3Event, status: number, message: string): Refusal {
  setResponseStatus(event, status)
  return { code: `PT${status}`, message }
}
