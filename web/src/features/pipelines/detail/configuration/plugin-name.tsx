import type { Plugin } from '@flx/shared/plugins/plugin'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'

/** The name of a referenced plugin, linked if it is known. */
export function PluginName({ plugin, reference }: { plugin: Plugin | undefined; reference: string }) {
  if (plugin === undefined) return <code className="font-mono text-xs">{reference}</code>
  return (
    <Link
      to={paths.plugin(plugin.id)}
      className="-my-1.5 inline-block rounded-sm py-1.5 font-mono text-xs hover:underline"
    >
      <Breakable text={reference} />
    </Link>
  )
}

/** Finds the plugin of a type that a reference names. */
export function findPlugin(
  registry: readonly Plugin[],
  type: Plugin['type'],
  reference: string,
): Plugin | undefined {
  const parts = reference.split(':')
  const name = parts.length > 1 && parts[0] === type ? parts[1] : parts[0]
  return registry.find((plugin) => plugin.type === type && plugin.name === name)
}
