import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { rolldown, type OutputChunk, type Plugin } from 'rolldown'

/**
 * Packages that stay outside the bundle: native code and WebAssembly stay where npm put them; the others are not
 * installed.
 */
const EXTERNAL_PACKAGES = ['better-sqlite3', '@polyglot-sql/sdk', 'pg-native', 'bufferutil', 'utf-8-validate']
const THREAD_FILE = /(?<!\bin)-thread\.[jt]s$/
const THREAD_URL = /new URL\('\.\/([\w-]+-thread)\.[jt]s', import\.meta\.url\)/g
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

/**
 * Bundles the server and its threads into a few files in `<root>/server/dist`: loading about 1,700 modules one by one
 * takes twice the processor time and 20 MB more memory. `root` is a checkout, or the folder where the package is
 * assembled, whose dependencies npm installs beside the bundle: `installed` names them.
 */
export async function bundleServer(root: string, installed: readonly string[] = []): Promise<void> {
  const source = join(root, 'server/src')
  const target = join(root, 'server/dist')
  const files = await readdir(source, { recursive: true })
  const main = files.find((file) => /^main\.[jt]s$/.test(file))
  if (main === undefined) throw new Error(`${source} has no main file to bundle.`)
  const entries = [main, ...files.filter((file) => THREAD_FILE.test(file))]
  await rm(target, { recursive: true, force: true })
  await using bundle = await rolldown({
    input: Object.fromEntries(
      entries.map((file) => [basename(file).replace(/\.[jt]s$/, ''), join(source, file)]),
    ),
    platform: 'node',
    external: [...EXTERNAL_PACKAGES, ...installed.map((name) => new RegExp(`^${RegExp.escape(name)}(/|$)`))],
    plugins: [keepSourceUrls(root, target)],
  })
  const { output } = await bundle.write({ dir: target, format: 'esm' })
  await writeFile(
    join(target, 'LICENSES.txt'),
    await licencesOf(output.filter((file) => file.type === 'chunk')),
  )
}

/** Makes each module look for files beside its source, and for threads beside the bundle. */
const keepSourceUrls = (root: string, target: string): Plugin => ({
  name: 'keep-source-urls',
  transform: {
    filter: { id: /\/(server|shared)\/src\// },
    handler(code, id) {
      if (id.includes('/node_modules/') || !id.startsWith(root)) return null
      const sourcePath = JSON.stringify(relative(target, id))
      return code
        .replaceAll(THREAD_URL, "new URL('./$1.js', import.meta['url'])")
        .replaceAll('import.meta.url', `new URL(${sourcePath}, import.meta['url']).href`)
        .replaceAll("import.meta['url']", 'import.meta.url')
    },
  },
})

/** Returns the licences of the packages whose code is in the chunks, because they require a copy. */
async function licencesOf(chunks: OutputChunk[]): Promise<string> {
  const folders = new Set(
    chunks
      .flatMap(({ moduleIds }) => moduleIds)
      .map((id) => PACKAGE.exec(id)?.[0])
      .filter((folder) => folder !== undefined),
  )
  const texts = await Promise.all(
    [...folders].toSorted().map(async (folder) => {
      const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
        name: string
        version: string
      }
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry))
      const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8')
      return `${name} ${version}\n\n${text.trim()}\n`
    }),
  )
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleServer(fileURLToPath(new URL('../..', import.meta.url)))
}
