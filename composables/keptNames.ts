/** What a timeline is kept under on a device. */
export const timelineName = (person: string, locale: string): string => `timeline ${person} ${locale}`

/** What the questions about somebody are kept under on a device. */
export const questionsName = (person: string): string => `questions ${person}`

/** What the answers to "Did it really happen?" are kept under on a device. */
export const confirmationsName = (person: string): string => `confirmations ${person}`
