import type { Plugin } from '@flx/shared/plugin'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatNumber } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Chip } from '#web/ui/chip.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { parentOf } from '../setting-form/plugin-settings.ts'
import { DefinitionActions } from './definition-actions.tsx'
import { installWords, MODE_WORDS, TYPE_WORDS } from './plugin-words.ts'

/** How the plugin is defined and how it is started. */
export function PluginFacts({ plugin, registry }: { plugin: Plugin; registry: readonly Plugin[] }) {
  const optional = (label: string, value: string | null): { label: string; value: ReactNode }[] =>
    value === null || value === '' ? [] : [{ label, value }]
  const env = Object.entries(plugin.env)
  const heirs = registry.filter(
    ({ inheritFrom, type }) => inheritFrom === plugin.name && type === plugin.type,
  )
  return (
    <Section title="Definition" aside={<DefinitionActions plugin={plugin} />}>
      <KeyValue
        items={[
          { label: 'Type', value: TYPE_WORDS[plugin.type] },
          ...optional('Works', plugin.mode === null ? null : MODE_WORDS[plugin.mode]),
          ...optional('Variant', plugin.variant),
          { label: 'Version', value: plugin.version === '' ? '—' : plugin.version },
          { label: 'Installed', value: installWords(plugin) },
          { label: 'Installed at', value: <RelativeTime at={plugin.installedAt} /> },
          ...(plugin.pipUrl === null ? [] : [{ label: 'pip', value: <Code>{plugin.pipUrl}</Code> }]),
          ...(plugin.command === null
            ? []
            : [{ label: 'Command', value: <Arguments parts={plugin.command} /> }]),
          ...(plugin.executable === null
            ? []
            : [{ label: 'Executable', value: <Code>{plugin.executable}</Code> }]),
          ...optional('Python', plugin.python),
          ...(plugin.inheritFrom === null
            ? []
            : [
                {
                  label: 'Inherits from',
                  value: <PluginLink plugin={parentOf(plugin, registry)} name={plugin.inheritFrom} />,
                },
              ]),
          ...(heirs.length === 0
            ? []
            : [
                {
                  label: 'Inherited by',
                  value: heirs.map((heir) => (
                    <div key={heir.id}>
                      <PluginLink plugin={heir} name={heir.name} />
                    </div>
                  )),
                },
              ]),
          ...(plugin.capabilities.length === 0
            ? []
            : [
                {
                  label: 'Capabilities',
                  value: (
                    <span className="flex flex-wrap gap-1">
                      {plugin.capabilities.map((capability) => (
                        <Chip key={capability}>{capability}</Chip>
                      ))}
                    </span>
                  ),
                },
              ]),
          ...(env.length === 0
            ? []
            : [
                {
                  label: 'Environment',
                  value: env.map(([name, value]) => (
                    <div key={name}>
                      <Code>{`${name}=${value}`}</Code>
                    </div>
                  )),
                },
              ]),
          ...(plugin.docs === ''
            ? []
            : [
                {
                  label: 'Documentation',
                  value: (
                    <a
                      href={plugin.docs}
                      target="_blank"
                      rel="noreferrer"
                      className="rounded-sm text-accent hover:underline"
                    >
                      {plugin.docs.replace(/^https?:\/\//, '')}
                    </a>
                  ),
                },
              ]),
        ]}
      />
    </Section>
  )
}

/** The pipelines that would notice a change. */
export function UsedBy({ plugin }: { plugin: Plugin }) {
  return (
    <Section title="Used by">
      {plugin.usedBy.length === 0 ? (
        <p className="text-sm text-text-faint">No pipeline uses it.</p>
      ) : (
        <ul className="space-y-1 text-sm">
          {plugin.usedBy.map(({ id, name }) => (
            <li key={id}>
              <Link to={paths.pipeline(id)} className="rounded-sm hover:underline">
                {name}
              </Link>
            </li>
          ))}
          {plugin.usedByCount > plugin.usedBy.length && (
            <li className="text-text-soft">
              and {formatNumber(plugin.usedByCount - plugin.usedBy.length)} more
            </li>
          )}
        </ul>
      )}
    </Section>
  )
}

function PluginLink({ plugin, name }: { plugin: Plugin | undefined; name: string }) {
  if (plugin === undefined) return name
  return (
    <Link to={paths.plugin(plugin.id)} className="rounded-sm font-mono text-xs hover:underline">
      {name}
    </Link>
  )
}

const Code = ({ children }: { children: string }) => <code className="font-mono text-xs">{children}</code>

/** One chip per argument, so that blanks inside of one are seen. */
function Arguments({ parts }: { parts: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {parts.map((part, index) => (
        // The place is all that tells equal arguments apart.
        // oxlint-disable-next-line react/no-array-index-key
        <Chip key={index} mono>
          {part}
        </Chip>
      ))}
    </span>
  )
}
