import { createServer } from 'node:http'

import { test as base } from './server.ts'

/** A variant of an extractor as MeltanoHub describes it. */
export interface HubPlugin {
  name: string
  variant: string
  [field: string]: unknown
}

/**
 * Starts a hub with MeltanoHub's API. The first variant of a name is its default. Names in `missing` are
 * listed, but their definitions are not there.
 */
async function startHub(extractors: readonly HubPlugin[], missing: readonly string[]) {
  const server = createServer((request, response) => {
    const root = `http://${request.headers.host}/meltano/api/v1/plugins/extractors`
    const ref = (name: string, variant: string) => ({ ref: `${root}/${name}--${variant}` })
    const entry = (name: string) => {
      const variants = extractors.filter((extractor) => extractor.name === name).map(({ variant }) => variant)
      const refs = Object.fromEntries(variants.map((variant) => [variant, ref(name, variant)]))
      return [name, { default_variant: variants[0], variants: refs }] as const
    }
    const documents: Record<string, unknown> = {
      '/index': Object.fromEntries([
        ...extractors.map(({ name }) => entry(name)),
        ...missing.map((name) => [name, { default_variant: 'none', variants: { none: ref(name, 'none') } }]),
      ]),
      ...Object.fromEntries(
        extractors.map((extractor) => [`/${extractor.name}--${extractor.variant}`, extractor]),
      ),
    }
    const document = documents[(request.url ?? '').replace('/meltano/api/v1/plugins/extractors', '')]
    response.writeHead(document === undefined ? 404 : 200).end(JSON.stringify(document ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, server }
}

/** Makes tests whose server has a catalogue of these extractors. */
export const withHub = (extractors: readonly HubPlugin[], missing: readonly string[] = []) =>
  base.extend({
    // oxlint-disable-next-line no-empty-pattern
    serverEnvironment: async ({}, use) => {
      const hub = await startHub(extractors, missing)
      await use({ FLX_HUB_URL: hub.url })
      hub.server.closeAllConnections()
      hub.server.close()
    },
  })
