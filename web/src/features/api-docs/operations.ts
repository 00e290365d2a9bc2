import type { ApiDocument, ApiOperation } from '#web/api/core/api-document.ts'

export interface ListedOperation {
  method: string
  path: string
  operation: ApiOperation
}

/** Returns the operations that contain every word of the search, grouped by tag. */
export function operationsOf(
  document: ApiDocument,
  search: string,
): { tag: string; operations: ListedOperation[] }[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, ListedOperation[]>()
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const text = `${method} ${path} ${operation.summary} ${operation['x-role'] ?? 'open'}`.toLowerCase()
      if (!words.every((word) => text.includes(word))) continue
      const tag = operation.tags[0] ?? ''
      groups.set(tag, [...(groups.get(tag) ?? []), { method, path, operation }])
    }
  }
  return [...groups]
    .map(([tag, operations]) => ({ tag, operations }))
    .sort((a, b) => (a.tag < b.tag ? -1 : 1))
}
