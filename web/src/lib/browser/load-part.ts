const ADDRESS = /https?:\/\/\S+?\.js\b/

/** The part is not on the server any more: an update replaced it. */
export class ReplacedPart extends Error {
  override readonly name = 'ReplacedPart'
}

/**
 * Loads a part of the page that may have failed before. A browser remembers a module that it could not fetch and never
 * asks for it again, so that it is asked for under another address, which browsers say in their error.
 *
 * Throws `ReplacedPart` when only loading the page again helps.
 */
export async function loadPart<Part>(
  load: () => Promise<Part>,
  { fetchPart = fetch, importPart = (address: string) => import(/* @vite-ignore */ address) } = {},
): Promise<Part> {
  try {
    return await load()
  } catch (error) {
    const address = error instanceof Error ? ADDRESS.exec(error.message)?.[0] : undefined
    if (address === undefined) throw error
    const { status } = await fetchPart(address, { method: 'HEAD', cache: 'no-store' })
    if (status === 404) throw new ReplacedPart(address, { cause: error })
    // The same exports: an address of this page, as the browser named it.
    return (await importPart(`${address}?again=${Date.now()}`)) as Part
  }
}
