import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

const RECORD_BYTES = 340

/** Writes a file with a Singer stream of records of 340 bytes each: the output of a tap that costs nothing. */
export function writeRecords(path: string, records: number): Promise<void> {
  return writeLines(path, function* lines() {
    yield '{"type": "SCHEMA", "stream": "people", "schema": {"properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}, "key_properties": ["id"]}\n'
    for (let id = 1; id <= records; id += 1) {
      const start = `{"type": "RECORD", "stream": "people", "record": {"id": ${id}, "text": "`
      const end = '"}}\n'
      yield start + 'x'.repeat(RECORD_BYTES - start.length - end.length) + end
    }
    yield `{"type": "STATE", "value": {"bookmarks": {"people": {"id": ${records}}}}}\n`
  })
}

/** Writes a CSV file whose rows become records of about 340 bytes with ten columns. */
export function writeCsv(path: string, rows: number): Promise<void> {
  return writeLines(path, function* lines() {
    yield 'id,name,email,city,amount,active,created_at,quantity,reference,notes\n'
    for (let id = 1; id <= rows; id += 1) {
      const day = String((id % 28) + 1).padStart(2, '0')
      yield (
        `${id},Person ${id},person${id}@example.com,Town ${id % 500},${(id % 10_000) / 100},${id % 2 === 0},` +
        `2026-01-${day}T10:00:00Z,${id % 50},REF-${id}-A,"Some words about row ${id}, with a comma in them"\n`
      )
    }
  })
}

async function writeLines(path: string, lines: () => Generator<string>): Promise<void> {
  const file = createWriteStream(path)
  let part: string[] = []
  for (const line of lines()) {
    part.push(line)
    if (part.length < 2000) continue
    if (!file.write(part.join(''))) await once(file, 'drain')
    part = []
  }
  file.end(part.join(''))
  await once(file, 'finish')
}
