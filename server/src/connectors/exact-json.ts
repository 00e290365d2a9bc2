/** JSON with every digit of the integers that were parsed as bigint. */
export function exactJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Long integers are rare, and a replacer makes it several times slower.
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? rawJson(String(inner)) : inner,
    )
  }
}

/** `JSON.rawJSON` is in Node 24, and not yet in its types. */
const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)
