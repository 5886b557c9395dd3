const side = 192
/** What the database holds for one picture. */
const longest = 60_000

/**
 * A picture as a small square data URL, drawn anew in the browser: what a camera writes into a file, such as the place,
 * does not come along.
 * @throws when the file is no picture.
 */
export async function photoFrom(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file)
  const cut = Math.min(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  canvas.getContext('2d')?.drawImage(picture, (picture.width - cut) / 2, (picture.height - cut) / 2, cut, cut, 0, 0, side, side)
  picture.close()
  const url = canvas.toDataURL('image/jpeg', 0.85)
  if (url.length > longest) throw new Error('The picture is too big.')
  return url
}
