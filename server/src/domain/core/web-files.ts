/** The built page: files by their path below the web root. */
export interface WebFiles {
  /** Undefined when there is no such file. `accept` is the request's Accept-Encoding. */
  find(path: string, accept: string): Promise<WebFile | undefined>
  /** A document that is made for one request: each part is sent when it is there, compressed where the browser takes it. */
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
