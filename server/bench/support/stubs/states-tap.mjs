// A tap for the bench: 200,000 records, a state after every hundredth.
const RECORDS = 200_000
const STATE_EVERY = 100
const schema = { type: 'object', properties: { id: { type: 'integer' }, text: { type: 'string' } } }
let lines = [JSON.stringify({ type: 'SCHEMA', stream: 'numbers', schema, key_properties: ['id'] })]
const flush = () =>
  new Promise((resolve) => {
    const text = `${lines.join('\n')}\n`
    lines = []
    process.stdout.write(text, resolve)
  })
for (let id = 1; id <= RECORDS; id += 1) {
  lines.push(`{"type":"RECORD","stream":"numbers","record":{"id":${id},"text":"record number ${id}"}}`)
  if (id % STATE_EVERY === 0) lines.push(`{"type":"STATE","value":{"bookmarks":{"numbers":{"id":${id}}}}}`)
  if (lines.length >= 1000) await flush()
}
await flush()
