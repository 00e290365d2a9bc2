import type { Plugin, PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import { ExternalLink } from 'lucide-react'
import { Link } from 'react-router'

import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Select, type ControlProps } from '#web/ui/fields/field.tsx'

import { splitReference } from '../draft/plugin-places.ts'
import { pluginSelectWords } from './words.ts'

export interface PluginKind {
  type: PluginType
  mode: TransformerMode | null
}

/**
 * Chooses one of the added plugins. A reference that matches none of them stays chosen and is marked as such.
 */
export function PluginSelect({
  control,
  plugins,
  kind,
  reference,
  none,
  onChange,
}: {
  control: ControlProps
  plugins: readonly Plugin[]
  kind: PluginKind
  reference: string
  /** Label of the empty choice. */
  none: string
  onChange: (reference: string) => void
}) {
  const matchingPlugins = pluginsOfKind(plugins, kind)
  const { name } = splitReference(reference, kind.type)
  const isKnown = reference === '' || matchingPlugins.some((plugin) => plugin.name === name)
  return (
    <Select
      {...control}
      value={isKnown ? name : reference}
      className="font-mono"
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{none}</option>
      {!isKnown && <option value={reference}>{pluginSelectWords.notRegistered(reference)}</option>}
      {GROUPS.map(({ label, has }) => {
        const members = matchingPlugins.filter(has)
        return members.length === 0 ? null : (
          <optgroup key={label} label={label}>
            {members.map((plugin) => (
              <option key={plugin.id} value={plugin.name}>
                {plugin.name}
                {plugin.variant === '' || plugin.bundled ? '' : ` (${plugin.variant})`}
              </option>
            ))}
          </optgroup>
        )
      })}
    </Select>
  )
}

const GROUPS: readonly { label: string; has: (plugin: Plugin) => boolean }[] = [
  { label: pluginSelectWords.bundled, has: (plugin) => plugin.bundled },
  { label: pluginSelectWords.installed, has: (plugin) => !plugin.bundled && plugin.installed },
  { label: pluginSelectWords.notInstalled, has: (plugin) => !plugin.bundled && !plugin.installed },
]

const pluginsOfKind = (plugins: readonly Plugin[], { type, mode }: PluginKind): Plugin[] =>
  plugins
    .filter((plugin) => plugin.type === type && (mode === null || plugin.mode === mode))
    .sort((a, b) => a.name.localeCompare(b.name))

/** Describes the chosen plugin and links to its page. */
export function PluginRemark({ plugin }: { plugin: Plugin | undefined }) {
  if (plugin === undefined) return null
  return (
    <span>
      <InstallMark plugin={plugin} /> {plugin.description !== '' && <>{plugin.description} </>}
      <Link
        to={paths.plugin(plugin.id)}
        target="_blank"
        className="inline-flex items-center gap-1 rounded-sm underline hover:text-text"
      >
        {pluginSelectWords.pluginPage}
        <ExternalLink aria-label={pluginSelectWords.newTab} className="size-3" />
      </Link>
    </span>
  )
}

function InstallMark({ plugin }: { plugin: Plugin }) {
  if (plugin.bundled) return <Badge>{pluginSelectWords.bundled}</Badge>
  return plugin.installed ? (
    <Badge>{pluginSelectWords.installed}</Badge>
  ) : (
    <Badge tone="caution">{pluginSelectWords.notInstalled}</Badge>
  )
}
