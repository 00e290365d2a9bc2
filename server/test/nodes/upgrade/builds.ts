import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { bundleServer } from '../../../build/bundle.ts'

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url))
const MIGRATE = 'server/src/adapters/db/operations/migrate.ts'
const LEVEL = 'server/src/adapters/db/operations/schema-level.ts'
/** The source of a version; the packages are those of this checkout. */
const SOURCES = [
  'package.json',
  'tsconfig.base.json',
  'server/package.json',
  'server/src',
  'server/build',
  'shared',
]

/** Differences of a version from this checkout. */
export interface Version {
  version: string
  level: number
  oldest: number
  /** The statements of its own migration, and of the versions between. */
  migrations: Record<string, readonly string[]>
}

/** Builds another version of the server from these sources. Returns the program to start. */
export async function buildVersion(
  folder: string,
  { version, level, oldest, migrations }: Version,
): Promise<string> {
  const root = join(folder, version)
  for (const source of SOURCES) {
    await cp(join(CHECKOUT, source), join(root, source), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    })
  }
  await change(root, 'server/package.json', /"version": "[^"]+"/, `"version": "${version}"`)
  await change(root, LEVEL, /(SCHEMA_LEVEL: SchemaLevel = ).*/, `$1{ level: ${level}, oldest: ${oldest} }`)
  const added = Object.entries(migrations).map(([name, statements]) => {
    const run = statements.map((statement) => `await sql.raw(${JSON.stringify(statement)}).execute(db)`)
    return `  '${name}': async (db) => { ${run.join('; ')} },\n`
  })
  await change(root, MIGRATE, /(const MIGRATIONS: Migrations = \{\n)/, `$1${added.join('')}`)
  return bundled(root)
}

/** Builds the server as it was at a commit or a tag. */
export async function buildCommit(folder: string, commit: string): Promise<string> {
  const root = join(folder, commit.replaceAll(/\W/g, '-'))
  await mkdir(root, { recursive: true })
  const archive = execFileSync('git', ['archive', commit, ...SOURCES], {
    cwd: CHECKOUT,
    maxBuffer: 2 ** 30,
  })
  execFileSync('tar', ['-x'], { cwd: root, input: archive })
  return bundled(root)
}

async function change(root: string, file: string, found: RegExp, text: string): Promise<void> {
  const path = join(root, file)
  const before = await readFile(path, 'utf8')
  const after = before.replace(found, text)
  if (after === before) throw new Error(`${file} has nothing like ${found}`)
  await writeFile(path, after)
}

async function bundled(root: string): Promise<string> {
  await linkPackages(root, '.')
  for (const part of ['server', 'shared']) await linkPackages(root, part)
  await bundleServer(root)
  return join(root, 'server/dist/main.js')
}

/** Each package separately: `@flx/shared` is that of the version. */
async function linkPackages(root: string, part: string): Promise<void> {
  const from = join(CHECKOUT, part, 'node_modules')
  const to = join(root, part, 'node_modules')
  await mkdir(join(to, '@flx'), { recursive: true })
  for (const name of await readdir(from)) {
    if (name !== '@flx') await symlink(join(from, name), join(to, name))
  }
  if (part === 'server') await symlink(join(root, 'shared'), join(to, '@flx/shared'))
}
