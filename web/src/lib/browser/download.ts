/** Downloads what is at an address of this server, as a link that downloads does: the browser asks where to put it. */
export function downloadFrom(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
