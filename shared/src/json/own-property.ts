/**
 * Sets a property of an object whose keys come from outside. Assigning `__proto__` would set the prototype, and the
 * value would be lost: it becomes a property like any other. Returns the value.
 */
export function setOwn<Value, Set extends Value>(
  object: Record<string, Value>,
  key: string,
  value: Set,
): Set {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  return value
}

/** Maps the values of an object; leaves out those that become undefined. */
export function mapOwn<From, To>(
  object: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To | undefined,
): Record<string, To> {
  const result: Record<string, To> = {}
  for (const [key, value] of Object.entries(object)) {
    const mapped = map(value, key)
    if (mapped !== undefined) setOwn(result, key, mapped)
  }
  return result
}
