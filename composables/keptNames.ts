/** What the head of somebody's pages is kept under on a device. */
export const headName = (person: string): string => `head ${person}`

/** What a timeline is kept under on a device. */
export const timelineName = (person: string, locale: string): string => `timeline ${person} ${locale}`

/** What the questions about somebody are kept under on a device. */
export const questionsName = (person: string): string => `questions ${person}`

/** What the answers to "Did it really happen?" are kept under on a device. */
export const confirmationsName = (person: string): string => `confirmations ${person}`

/** What the goals of somebody are kept under on a device. */
export const goalsName = (person: string): string => `goals ${person}`

/** What the one-page profile of somebody is kept under on a device. */
export const profileName = (person: string): string => `profile ${person}`

/** What a young person's own views are kept under on their device. */
export const ownViewsName = (person: string, locale: string): string => `own views ${person} ${locale}`

/** What a young person's rights are kept under on their device. */
export const rightsName = (person: string, locale: string): string => `rights ${person} ${locale}`
