/** Downloads an address of this server as a download link would: the browser asks where to save it. */
export function downloadFrom(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
