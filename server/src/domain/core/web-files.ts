/** The built web app: files by their path below the web root. */
export interface WebFiles {
  /** Finds a file; undefined if it does not exist. `accept` is the request's Accept-Encoding. */
  find(path: string, accept: string): Promise<WebFile | undefined>
  /** Returns the build of the page, as its document names it; null if it is not built. */
  build(): Promise<string | null>
  /** Streams a document made for one request: sends each part when it is ready, compressed if the browser accepts it. */
  document(parts: AsyncIterable<string>, accept: string): StreamedFile
}

export interface WebFile {
  body: Uint8Array<ArrayBuffer>
  type: string
  encoding: 'br' | 'gzip' | null
  etag: string
}

export interface StreamedFile {
  body: ReadableStream<Uint8Array<ArrayBuffer>>
  type: string
  encoding: 'gzip' | null
}
