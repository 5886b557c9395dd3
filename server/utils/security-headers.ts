export interface PolicyOptions {
  /** Marks the inline scripts of this one page; without it (in development) every inline script may run. */
  nonce?: string
  /** Names the inline scripts of a page that is kept and shown again, instead of a nonce. */
  hashes?: readonly string[]
  /** Origin of a Supabase project elsewhere, which browsers talk to directly. */
  supabaseOrigin?: string
}

/** The Content-Security-Policy of every answer. Styles may be inline: the component library positions its overlays that way. */
export function contentSecurityPolicy({ nonce, hashes, supabaseOrigin }: PolicyOptions): string {
  const inline = hashes?.join(' ') ?? (nonce ? `'nonce-${nonce}'` : '\'unsafe-inline\'')
  const connect = ['connect-src', '\'self\'', supabaseOrigin, supabaseOrigin?.replace(/^http/, 'ws')].filter(Boolean).join(' ')
  return [
    'default-src \'self\'',
    `script-src 'self' ${inline}`,
    'style-src \'self\' \'unsafe-inline\'',
    'img-src \'self\' data:',
    // A recording can be heard before it is sent.
    'media-src \'self\' blob:',
    connect,
    'object-src \'none\'',
    'base-uri \'self\'',
    'form-action \'self\'',
    'frame-ancestors \'none\'',
  ].join('; ')
}

/** Gives each script tag that the renderer itself wrote its nonce. Text of people never holds one: it is escaped. */
export function withNonce(chunks: readonly string[], nonce: string): string[] {
  return chunks.map(chunk => chunk.replaceAll(/<script(?=[\s>])/g, `<script nonce="${nonce}"`))
}

export const fixedHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()',
}
