// After the installation of the package: removes what none of it runs. Headers of Node, the sources of SQLite, and what was
// built for other systems are more than a third of the size.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { resolve } = createRequire(import.meta.url)

function folderOf(name) {
  try {
    return dirname(resolve(`${name}/package.json`))
  } catch {
    return undefined
  }
}

function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : []
}

function remove(path) {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // It only takes room.
  }
}

const node = folderOf('node')
if (node !== undefined)
  for (const folder of [join(node, 'node_modules'), join(node, '..')])
    for (const name of namesIn(folder))
      if (/^node-(?:bin-)?(?:linux|darwin|win)-\w+$/.test(name)) remove(join(folder, name, 'include'))

const sqlite = folderOf('better-sqlite3')
if (sqlite !== undefined) {
  const builds = namesIn(join(sqlite, 'prebuilds'))
  const own = builds.filter(
    (name) =>
      name.includes(`${process.platform}musl-${process.arch}`) ||
      name.includes(`${process.platform}-${process.arch}`),
  )
  if (own.length > 0) {
    for (const name of builds) if (!own.includes(name)) remove(join(sqlite, 'prebuilds', name))
    for (const name of ['deps', 'src']) remove(join(sqlite, name))
  }
}
