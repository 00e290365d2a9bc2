/** The header of every answer that names the build of the page that the server delivers. */
export const BUILD_HEADER = 'x-flx-build'

/** The name of the element in the page's document that names its build. */
export const BUILD_META = 'flx-build'

/** Reads the build from a page's document. Null for one without, such as that of the development server. */
export const buildOf = (document: string): string | null =>
  new RegExp(`<meta name="${BUILD_META}" content="([\\w-]+)"`).exec(document)?.[1] ?? null
