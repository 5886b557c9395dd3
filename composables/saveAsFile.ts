/** Gives the reader a text file to keep, written in the browser. */
export function saveAsFile(text: string, name: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  // The browser has begun to save by the next task.
  setTimeout(() => URL.revokeObjectURL(url))
}
