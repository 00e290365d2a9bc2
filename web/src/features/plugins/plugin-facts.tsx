import type { Plugin } from '@flx/shared/plugins/plugin'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { OriginNote } from '#web/parts/projects/origin-note.tsx'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Chip } from '#web/ui/chips/chip.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { parentOf } from '#web/parts/setting-form/plugin-settings.ts'
import { DefinitionActions } from './definition-actions.tsx'
import { installWords, MODE_WORDS, TYPE_WORDS } from './plugin-words.ts'
import { pluginFactsWords } from './words.ts'

/** The definition of the plugin, and its command. */
export function PluginFacts({ plugin, registry }: { plugin: Plugin; registry: readonly Plugin[] }) {
  const optionalItem = (label: string, value: string | null): { label: string; value: ReactNode }[] =>
    value === null || value === '' ? [] : [{ label, value }]
  const env = Object.entries(plugin.env)
  const children = registry.filter(
    ({ inheritFrom, type }) => inheritFrom === plugin.name && type === plugin.type,
  )
  return (
    <Section title={pluginFactsWords.definition} aside={<DefinitionActions plugin={plugin} />}>
      <OriginNote id={plugin.id} />
      <KeyValue
        items={[
          { label: pluginFactsWords.type, value: TYPE_WORDS[plugin.type] },
          ...optionalItem(pluginFactsWords.runs, plugin.mode === null ? null : MODE_WORDS[plugin.mode]),
          ...optionalItem(pluginFactsWords.variant, plugin.variant),
          { label: pluginFactsWords.version, value: plugin.version === '' ? '—' : plugin.version },
          { label: pluginFactsWords.installed, value: installWords(plugin) },
          { label: pluginFactsWords.installedAt, value: <RelativeTime at={plugin.installedAt} /> },
          ...(plugin.pipUrl === null
            ? []
            : [{ label: pluginFactsWords.pip, value: <Code>{plugin.pipUrl}</Code> }]),
          ...(plugin.command === null
            ? []
            : [{ label: pluginFactsWords.command, value: <Arguments parts={plugin.command} /> }]),
          ...(plugin.executable === null
            ? []
            : [{ label: pluginFactsWords.executable, value: <Code>{plugin.executable}</Code> }]),
          ...optionalItem(pluginFactsWords.python, plugin.python),
          ...(plugin.inheritFrom === null
            ? []
            : [
                {
                  label: pluginFactsWords.inheritsFrom,
                  value: <PluginLink plugin={parentOf(plugin, registry)} name={plugin.inheritFrom} />,
                },
              ]),
          ...(children.length === 0
            ? []
            : [
                {
                  label: pluginFactsWords.inheritedBy,
                  value: children.map((child) => (
                    <div key={child.id}>
                      <PluginLink plugin={child} name={child.name} />
                    </div>
                  )),
                },
              ]),
          ...(plugin.capabilities.length === 0
            ? []
            : [
                {
                  label: pluginFactsWords.capabilities,
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
                  label: pluginFactsWords.environment,
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
                  label: pluginFactsWords.documentation,
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

/** The pipelines that use the plugin and would be affected by a change. */
export function UsedBy({ plugin }: { plugin: Plugin }) {
  return (
    <Section title={pluginFactsWords.usedBy}>
      {plugin.usedBy.length === 0 ? (
        <p className="text-sm text-text-faint">{pluginFactsWords.unused}</p>
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
              {pluginFactsWords.more(plugin.usedByCount - plugin.usedBy.length)}
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
    <Link
      to={paths.plugin(plugin.id)}
      className="-my-1.5 inline-block rounded-sm py-1.5 font-mono text-xs hover:underline"
    >
      {name}
    </Link>
  )
}

const Code = ({ children }: { children: string }) => <code className="font-mono text-xs">{children}</code>

/** One chip per argument, so that spaces inside an argument are visible. */
function Arguments({ parts }: { parts: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {parts.map((part, index) => (
        // Only the position distinguishes equal arguments.
        // oxlint-disable-next-line react/no-array-index-key
        <Chip key={index} mono>
          {part}
        </Chip>
      ))}
    </span>
  )
}
