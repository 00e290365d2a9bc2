/**
 * Keeps the rooms of the server apart. A floor (`domain`, `app`, `adapters/db`, `http/routes`) has one folder
 * per concept. A file can import freely from its own concept on every floor, and from `core`. From another
 * concept it can import only the doors: the files listed in `doors.json` for their folder. The engine can
 * import every room; its own insides are reached only through its doors.
 */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'

const SOURCE = resolve(import.meta.dirname, '../server/src')
const FLOORS = ['domain', 'app', 'adapters/db', 'http/routes']
const DOORS = JSON.parse(readFileSync(resolve(import.meta.dirname, 'doors.json'), 'utf8'))

/**
 * Returns the room of a path below `server/src`; undefined at the root of a floor, for migrations, and
 * outside the floors.
 */
function roomOf(path) {
  if (path.startsWith('engine/')) return { room: 'engine', concept: 'engine', name: path.split('/').at(-1) }
  for (const floor of FLOORS) {
    if (!path.startsWith(`${floor}/`)) continue
    const rest = path.slice(floor.length + 1).split('/')
    if (rest.length === 1 || rest[0] === 'migrations') return undefined
    return { room: `${floor}/${rest[0]}`, concept: rest[0], name: rest.at(-1) }
  }
  return undefined
}

const below = (path) => relative(SOURCE, path).split(sep).join('/')

const doors = {
  create(context) {
    const from = roomOf(below(context.filename))
    function check(source) {
      if (
        from === undefined ||
        from.concept === 'engine' ||
        source?.type !== 'Literal' ||
        !String(source.value).startsWith('.')
      )
        return
      const to = roomOf(below(resolve(dirname(context.filename), source.value)))
      if (to === undefined || to.concept === from.concept || to.concept === 'core') return
      if (DOORS[to.room]?.includes(to.name)) return
      context.report({
        node: source,
        message: `${to.name} is inside the room ${to.room}. Use a door of that room, or make it one in lint/doors.json.`,
      })
    }
    return {
      ImportDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
    }
  },
}

export default { meta: { name: 'rooms' }, rules: { doors } }
