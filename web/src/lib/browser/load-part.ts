import { noteAnswer } from './served-build.ts'

const ADDRESS = /https?:\/\/\S+?\.js\b/

/** A part that is no longer on the server because an update replaced it. */
export class ReplacedPart extends Error {
  override readonly name = 'ReplacedPart'
}

/**
 * Loads a part of the page that might have failed before. A browser remembers a module that it could not
 * fetch and never requests it again, so the retry uses a different address. Browsers name the original one in
 * their error.
 *
 * Throws `ReplacedPart` if only reloading the page helps.
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
    const answer = await fetchPart(address, { method: 'HEAD', cache: 'no-store' })
    noteAnswer(answer)
    if (answer.status === 404) throw new ReplacedPart(address, { cause: error })
    // The same exports: the address is one of this page, as named by the browser.
    return (await importPart(`${address}?again=${Date.now()}`)) as Part
  }
}
