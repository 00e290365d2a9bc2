import type { AuditChange } from '@flx/shared/access/audit'
import type { Runners } from '@flx/shared/projects/runners'
import { isSecretMarker } from '@flx/shared/settings/secret'

import { formatNumber } from '#web/lib/format.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Section } from '#web/ui/card.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { runnersWords as words } from './words.ts'

const SHOWN = 50
type RunnerDifferences = NonNullable<Runners['differences']>

/** The differences between the newest executions of both. `before` is the built-in runner. */
export function Differences({
  differences: { steps, streams, configuration, state },
}: {
  differences: RunnerDifferences
}) {
  return (
    <>
      <Section title={words.streams}>
        {streams.length === 0 ? (
          <p className="text-sm text-text-soft">{words.noStreams}</p>
        ) : (
          <ComparisonTable
            label={words.streams}
            first={words.stream}
            rows={streams.map(({ stream, before, after }) => ({
              name: stream,
              builtIn: formatNumber(before),
              meltano: formatNumber(after),
              differs: before !== after,
            }))}
          />
        )}
      </Section>
      <Section title={words.plugins}>
        <ComparisonTable
          label={words.plugins}
          first={words.plugin}
          rows={steps.map(({ kind, before, after }) => ({
            name: kind,
            builtIn: pluginText(before),
            meltano: pluginText(after),
            differs: false,
          }))}
        />
      </Section>
      <Section title={words.settings}>
        {configuration === null ? (
          <p className="text-sm text-text-soft">{words.settingsUnknown}</p>
        ) : configuration.length === 0 ? (
          <p className="text-sm text-text-soft">{words.sameSettings}</p>
        ) : (
          <ComparisonTable
            label={words.settings}
            first={words.setting}
            rows={configuration.map((change) => ({
              name: change.path,
              builtIn: valueText(change, change.before),
              meltano: valueText(change, change.after),
              differs: true,
            }))}
          />
        )}
        <p className="mt-3 text-xs text-text-faint">{words.settingsOfMeltano}</p>
      </Section>
      <Section title={words.state}>
        {state.length === 0 ? (
          <p className="text-sm text-text-soft">{words.sameState}</p>
        ) : (
          <ComparisonTable
            label={words.state}
            first={words.path}
            rows={state.map((change) => ({
              name: change.path,
              builtIn: valueText(change, change.before),
              meltano: valueText(change, change.after),
              differs: true,
            }))}
          />
        )}
      </Section>
    </>
  )
}

function ComparisonTable({
  label,
  first,
  rows,
}: {
  label: string
  first: string
  rows: { name: string; builtIn: string; meltano: string; differs: boolean }[]
}) {
  const shownRows = rows.slice(0, SHOWN)
  return (
    <>
      <Table
        label={label}
        head={
          <>
            <Th>{first}</Th>
            <Th>{words.builtInRunner}</Th>
            <Th>{words.meltanoRunner}</Th>
          </>
        }
      >
        {shownRows.map(({ name, builtIn, meltano, differs }) => (
          <Tr key={`${name} ${builtIn} ${meltano}`}>
            <Td className="min-w-20 font-mono text-xs">
              <Breakable text={name} />
            </Td>
            <Td className="tabular [overflow-wrap:anywhere]">{builtIn}</Td>
            <Td
              className={
                differs ? 'tabular font-medium [overflow-wrap:anywhere]' : 'tabular [overflow-wrap:anywhere]'
              }
            >
              {meltano}
            </Td>
          </Tr>
        ))}
      </Table>
      {rows.length > SHOWN && (
        <p className="mt-2 text-xs text-text-faint">{words.more(rows.length - SHOWN)}</p>
      )}
    </>
  )
}

function pluginText(side: RunnerDifferences['steps'][number]['before']): string {
  if (side === null) return words.unknown
  const versionText = [side.variant, side.version].filter((part) => part !== '').join(' ')
  return `${side.plugin} (${versionText === '' ? words.versionUnknown : versionText})`
}

function valueText({ secret }: AuditChange, value: unknown): string {
  if (secret === true || isSecretMarker(value)) return '••••••••'
  if (value === undefined || value === null) return words.unknown
  return typeof value === 'string' ? value : JSON.stringify(value)
}
