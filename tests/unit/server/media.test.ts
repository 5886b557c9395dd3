import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { byteRange, isRecording, maxPhotoBytes, redrawPhoto } from '../../../server/utils/media.ts'

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#a04020' } })

describe('a photo', () => {
  it('is drawn anew, small, turned the right way, and without what a camera adds', async () => {
    const file = await picture(3000, 1500).withMetadata({ orientation: 6 }).withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '52/1 38/1 0/1' } }).jpeg().toBuffer()
    expect((await sharp(file).metadata()).exif).toBeDefined()
    const drawn = await redrawPhoto(file)
    const { format, width, height, exif, icc, xmp, orientation } = await sharp(drawn).metadata()
    expect({ format, width, height }).toEqual({ format: 'webp', width: 500, height: 1000 })
    expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined])
    expect(Buffer.from(drawn ?? []).includes('Somebody')).toBe(false)
  })

  it.each(['jpeg', 'png', 'webp'] as const)('can come as %s, whatever its name says', async (format) => {
    expect(await redrawPhoto(await picture(20, 20).toFormat(format).toBuffer())).toBeInstanceOf(Uint8Array)
  })

  it('fits even when every point has another colour', async () => {
    const noise = await sharp(Buffer.from(Array.from({ length: 1200 * 1200 * 3 }, (_, index) => (index * 7919) % 251)), { raw: { width: 1200, height: 1200, channels: 3 } }).png().toBuffer()
    expect((await redrawPhoto(noise))?.length).toBeLessThanOrEqual(maxPhotoBytes)
  })

  it.each([
    ['a drawing that could fetch things', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['half a photo', Buffer.from('ffd8ffe000104a46494600', 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', async (_what, file) => {
    expect(await redrawPhoto(file)).toBeUndefined()
  })

  it('is not one so large that it would fill the memory', async () => {
    expect(await redrawPhoto(await picture(9000, 9000).png({ compressionLevel: 9 }).toBuffer())).toBeUndefined()
  })
})

describe('a recording', () => {
  const ogg = Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), Buffer.from('OpusHead'), Buffer.alloc(60)])
  const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 0x18]), Buffer.from('ftypM4A '), Buffer.alloc(60)])
  const webm = Buffer.concat([Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'), Buffer.alloc(60)])

  it.each([['Ogg', ogg], ['MP4', mp4], ['WebM', webm]])('is known as %s by its content', async (_name, file) => {
    expect(await isRecording(file)).toBe(true)
  })

  it('is not a page or a photo', async () => {
    expect(await isRecording(Buffer.from('<!doctype html>'))).toBe(false)
    expect(await isRecording(await picture(20, 20).jpeg().toBuffer())).toBe(false)
  })
})

describe('the part a player asks for', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-', { from: 0, to: 99 }],
    ['bytes=10-19', { from: 10, to: 19 }],
    ['bytes=90-500', { from: 90, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
    ['bytes=-500', { from: 0, to: 99 }],
    ['bytes=100-', undefined],
    ['bytes=20-10', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=0-1', undefined],
  ])('%s of 100 bytes', (header, range) => {
    expect(byteRange(header, 100)).toEqual(range)
  })
})
