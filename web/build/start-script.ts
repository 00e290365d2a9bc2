import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Plugin, Rolldown } from 'vite'

const FOLDER = join(import.meta.dirname, '..')
const CHUNKS_OF_PAGES = '[] /* chunks of pages */'
const PAGE = /'(\/[^']*)': \(\) => import\('\.\/([^']+)'\)/g
/** The characters that nearly all of the page is written in. */
const FONT = /inter-latin-wght-normal-[^/]+\.woff2$/

/**
 * Gives `start.js` the chunks of each page, a name that changes with its content, so that browsers keep it like the other
 * assets, and the document a link to the font that it needs first.
 */
export function startScript(): Plugin {
  let source = ''
  let fileName = ''
  return {
    name: 'flx-start-script',
    apply: 'build',
    // After the document has been written.
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const pages = JSON.stringify(chunksOfPages(bundle))
        source = readFileSync(join(FOLDER, 'start.js'), 'utf8').replace(CHUNKS_OF_PAGES, () => pages)
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
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source })
    },
  }
}

/** A regular expression of each page's path with the chunks that it needs besides those of the document; exact paths first. */
function chunksOfPages(bundle: Rolldown.OutputBundle): [path: string, files: string[]][] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
  const imports = new Map(chunks.map((chunk) => [chunk.fileName, chunk.imports]))
  const withImports = (file: string, found = new Set<string>()): Set<string> => {
    if (!found.has(file)) {
      found.add(file)
      for (const next of imports.get(file) ?? []) withImports(next, found)
    }
    return found
  }
  const inDocument = new Set(
    chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => [...withImports(fileName)]),
  )
  const table = readFileSync(join(FOLDER, 'src/pages.ts'), 'utf8')
  return [...table.matchAll(PAGE)]
    .map(([, path = '', module = '']): [string, string[]] => {
      const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId === join(FOLDER, 'src', module))
      if (chunk === undefined) throw new Error(`The page ${path} has no chunk: ${module}`)
      return [path, [...withImports(chunk.fileName)].filter((file) => !inDocument.has(file))]
    })
    .toSorted(([one], [other]) => Number(one.includes(':')) - Number(other.includes(':')))
    .map(([path, files]) => [`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`, files])
}
