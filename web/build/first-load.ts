import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { minifySync, type Plugin, type Rolldown } from 'vite'

const FOLDER = join(import.meta.dirname, '..')
const CHUNKS_OF_PAGES = '[] /* chunks of pages */'
const PAGE = /'(\/[^']*)': \(\) => import\('\.\/([^']+)'\)/g
/** The characters that nearly all of the page is written in. */
const FONT = /inter-latin-wght-normal-[^/]+\.woff2$/

/** V8 compiles such a file whole, beside the main thread, instead of each function when it is called first. */
const CALLED_ON_LOAD = '//# allFunctionsCalledOnLoad\n'

/**
 * What makes the first page of a visit fast. `start.js` gets the chunks of each page and a name that changes with its
 * content, so that browsers keep it like the other assets; the document a link to the font that it needs first; the
 * chunks of the document are compiled ahead.
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
        source = smaller(readFileSync(join(FOLDER, 'start.js'), 'utf8').replace(CHUNKS_OF_PAGES, () => pages))
        fileName = `assets/start-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`
        const font = Object.keys(bundle).find((file) => FONT.test(file))
        return {
          html: html.replace('"/start.js"', `"/${fileName}"`),
          tags:
            font === undefined
              ? []
              : [
                  {
                    tag: 'link',
                    attrs: {
                      rel: 'preload',
                      as: 'font',
                      type: 'font/woff2',
                      href: `/${font}`,
                      crossorigin: '',
                    },
                    injectTo: 'head',
                  },
                ],
        }
      },
    },
    generateBundle: {
      // After Vite has put its own line at the top of a chunk: the comment counts on the first one only.
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

/** It is in the way of the first paint. */
const smaller = (code: string): string => minifySync('start.js', code, { module: false }).code

const chunksOf = (bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((output) => output.type === 'chunk')

/** A chunk's file with all that it imports at once. */
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

/** A regular expression of each page's path with the chunks that it needs besides those of the document; exact paths first. */
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
