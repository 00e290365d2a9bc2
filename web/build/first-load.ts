import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { BUILD_META } from '@flx/shared/core/page-build'
import { minifySync, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite'

const FOLDER = join(import.meta.dirname, '..')
const CHUNKS_OF_PAGES = '[] /* chunks of pages */'
const PAGE = /'(\/[^']*)': \(\) => import\('\.\/([^']+)'\)/g
/** The font file with the characters that nearly all of the page uses. */
const FONT = /inter-latin-wght-normal-[^/]+\.woff2$/

/** Makes V8 compile the whole file off the main thread, instead of each function when it is first called. */
const CALLED_ON_LOAD = '//# allFunctionsCalledOnLoad\n'

/**
 * Speeds up the first page of a visit. `start.js` gets the chunks of each page, and a name that changes with
 * its content so that browsers cache it like other assets. The document gets a preload link to the font it
 * needs first, and its chunks are compiled ahead.
 */
export function firstLoad(): Plugin {
  let source = ''
  let fileName = ''
  return {
    name: 'flx-first-load',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    // After the document has been written.
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const pages = JSON.stringify(chunksOfPages(bundle))
        source = minify(readFileSync(join(FOLDER, 'start.js'), 'utf8').replace(CHUNKS_OF_PAGES, () => pages))
        fileName = `assets/start-${hashOf(source)}.js`
        const font = Object.keys(bundle).find((file) => FONT.test(file))
        return {
          html: html.replace('"/start.js"', `"/${fileName}"`),
          tags: [
            metaOf([html, fileName, ...Object.keys(bundle).toSorted()]),
            ...(font === undefined ? [] : [preloadOf(font)]),
          ],
        }
      },
    },
    generateBundle: {
      // After Vite has put its own line at the top of a chunk: V8 honours the comment on the first line only.
      order: 'post',
      handler(_options, bundle) {
        const chunks = chunksOf(bundle)
        for (const file of filesOfDocument(chunks)) {
          const chunk = chunks.find(({ fileName }) => fileName === file)
          if (chunk !== undefined) chunk.code = CALLED_ON_LOAD + chunk.code
        }
        this.emitFile({ type: 'asset', fileName, source })
      },
    },
  }
}

/**
 * Names the build in the document, by what it consists of: the names of its files change with their content. An open
 * page compares it with the one that the server delivers.
 */
const metaOf = (parts: readonly string[]): HtmlTagDescriptor => ({
  tag: 'meta',
  attrs: { name: BUILD_META, content: hashOf(parts.join('\n')) },
  injectTo: 'head',
})

const preloadOf = (font: string): HtmlTagDescriptor => ({
  tag: 'link',
  attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: '' },
  injectTo: 'head',
})

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8)

/** Minifies `start.js`, which delays the first paint. */
const minify = (code: string): string => minifySync('start.js', code, { module: false }).code

const chunksOf = (bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((output) => output.type === 'chunk')

/** Returns a chunk's file and all files that it imports statically. */
function withImports(
  file: string,
  chunks: readonly Rolldown.OutputChunk[],
  found = new Set<string>(),
): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const next of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
    withImports(next, chunks, found)
  return found
}

const filesOfDocument = (chunks: readonly Rolldown.OutputChunk[]): Set<string> =>
  new Set(
    chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => [...withImports(fileName, chunks)]),
  )

/**
 * Returns each page's path as a regular expression, with the chunks it needs besides the document's. Exact
 * paths come first.
 */
function chunksOfPages(bundle: Rolldown.OutputBundle): [path: string, files: string[]][] {
  const chunks = chunksOf(bundle)
  const inDocument = filesOfDocument(chunks)
  const table = readFileSync(join(FOLDER, 'src/pages.ts'), 'utf8')
  return [...table.matchAll(PAGE)]
    .map(([, path = '', module = '']): [string, string[]] => {
      const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === join(FOLDER, 'src', module))
      if (chunk === undefined) throw new Error(`The page ${path} has no chunk: ${module}`)
      return [path, [...withImports(chunk.fileName, chunks)].filter((file) => !inDocument.has(file))]
    })
    .toSorted(([one], [other]) => Number(one.includes(':')) - Number(other.includes(':')))
    .map(([path, files]) => [`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`, files])
}
