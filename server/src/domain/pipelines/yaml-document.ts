import { LineCounter, parseDocument, type Document } from 'yaml'

/** Parses YAML to nodes: keys are text, and no tag is resolved. The caller refuses duplicate keys. */
export function parseYaml(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // The parser compares every pair of keys.
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'error',
  })
  return { document, lines }
}
