/** The built page: files by their path below the web root. */
export interface WebFiles {
  /** Undefined when there is no such file. `accept` is the request's Accept-Encoding. */
  find(path: string, accept: string): Promise<WebFile | undefined>
  /** A document that is made for one request, compressed quickly where the browser takes it. */
  document(html: string, accept: string): Promise<Omit<WebFile, 'etag'>>
}

export interface WebFile {
  body: Uint8Array<ArrayBuffer>
  type: string
  encoding: 'br' | 'gzip' | null
  etag: string
}
