import type { RouteLocationRaw } from 'vue-router'

/** One link of the layout; its words are a locale key, so that they follow a change of language. */
export interface LayoutLink {
  labelKey: string
  to: RouteLocationRaw
}

/** What the layout shows around a page. Filled by whoever knows who is signed in; empty for a visitor. */
export interface SiteFrame {
  links: LayoutLink[]
  /** The signed-in person: name as shown, and the links of the account menu (sign out among them). */
  account?: { name: string, links: LayoutLink[] }
}

export function useSiteFrame(): Ref<SiteFrame> {
  return useState<SiteFrame>('site-frame', () => ({ links: [] }))
}
