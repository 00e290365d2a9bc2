import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { bundleServer } from '../../server/build/bundle.ts'

/**
 * Puts together what `npm pack` packs: the page as it is built, and server, contract and command line as JavaScript in the
 * folders in which they stand here. Node does not run TypeScript below node_modules.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OUT = join(ROOT, 'dist/package')
const SOURCES = ['shared/src', 'server/src', 'cli/src', 'cli/bin']
const COPIED = ['web/dist', 'web/dist-prerender', 'docs']
/** The documents link to each other, so all of them are included. */
const DOCUMENTS = ['LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']
/** Only for developers. */
const LEFT_OUT = /^server\/src\/demo\/|\/\.flx-built$/

interface PackageJson {
  name: string
  version: string
  description: string
  license: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

await rm(OUT, { recursive: true, force: true })
for (const folder of SOURCES) await addSources(folder)
// The server imports its version from there.
await bundleServer(OUT, await writePackages())
for (const path of [...COPIED, ...DOCUMENTS]) await cp(join(ROOT, path), join(OUT, path), { recursive: true })
await rm(join(OUT, 'web/dist/.flx-built'), { force: true })

async function addSources(folder: string): Promise<void> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const file = relative(ROOT, join(entry.parentPath, entry.name))
    if (!entry.isFile() || LEFT_OUT.test(file)) continue
    const isSource = file.endsWith('.ts')
    const target = join(OUT, isSource ? file.replace(/\.ts$/, '.js') : file)
    await mkdir(dirname(target), { recursive: true })
    if (isSource) await writeFile(target, asJavaScript(file, await readFile(join(ROOT, file), 'utf8')))
    else await cp(join(ROOT, file), target)
  }
}

/** Without types, with the paths at which the files then are. */
function asJavaScript(file: string, source: string): string {
  const from = posix.dirname(file)
  const path = (target: string): string => {
    const found = posix.relative(from, target)
    return found.startsWith('.') ? found : `./${found}`
  }
  return stripTypeScriptTypes(source, { mode: 'strip' })
    .replaceAll(/'@flx\/shared\/([\w./-]+)'/g, (_, name: string) => `'${path(`shared/src/${name}.js`)}'`)
    .replaceAll("'@flx/server/main'", `'${path('server/dist/main.js')}'`)
    .replaceAll(/'((?:\.{1,2}\/)?[\w./-]+)\.ts'/g, "'$1.js'")
    .replaceAll(/[ \t]+$/gm, '')
}

/** Returns the names of the packages that npm installs with this one. */
async function writePackages(): Promise<string[]> {
  const read = async (folder: string) =>
    JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8')) as PackageJson
  const root = await read('.')
  const members = await Promise.all(['server', 'shared', 'cli'].map(read))
  const pinned = await versionsOfCatalog()
  const dependencies = Object.fromEntries(
    members
      .flatMap(({ dependencies = {} }) => Object.entries(dependencies))
      .filter(([name]) => !name.startsWith('@flx/'))
      .map(([name, version]) => [name, version === 'catalog:' ? (pinned.get(name) ?? '*') : version] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  )
  const { name, version, description, license, optionalDependencies } = root
  await writeJson('package.json', {
    name,
    version,
    description,
    license,
    type: 'module',
    bin: { flx: 'cli/bin/flx.js' },
    engines: { node: '>=20' },
    scripts: { postinstall: 'node cli/bin/prune.js' },
    dependencies,
    optionalDependencies,
  })
  // Their versions are read at the start.
  for (const [index, folder] of ['server', 'shared', 'cli'].entries()) {
    const { name, version } = members[index] as PackageJson
    await writeJson(join(folder, 'package.json'), { name, version, private: true, type: 'module' })
  }
  return Object.keys({ ...dependencies, ...optionalDependencies })
}

/** Versions that several packages share, from `pnpm-workspace.yaml`. */
async function versionsOfCatalog(): Promise<Map<string, string>> {
  const text = await readFile(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
  const [, catalog = ''] = text.split(/^catalog:$/m)
  return new Map(
    Array.from(catalog.matchAll(/^ {2}'?([\w@/.-]+)'?: (\S+)$/gm), ([, name = '', version = '']) => [
      name,
      version,
    ]),
  )
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(join(OUT, file), `${JSON.stringify(value, null, 2)}\n`)
}
