import packageJson from '../../package.json' with { type: 'json' }

/** The version of the product, shown on the page and stored with bundled connectors. */
export const VERSION: string = packageJson.version
