import type { Runners } from '@flx/shared/projects/runners'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { runners } from '#web/api/projects/meltano.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Card, Section } from '#web/ui/card.tsx'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '#web/ui/states.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { Differences } from './differences.tsx'
import { SpeedTable } from './speed-table.tsx'
import { runnersWords as words } from './words.ts'

/** Compares the built-in runner with Meltano on pipelines that both perform. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const chosen = { meltano: parameters.get('meltano'), builtIn: parameters.get('own') }
  useLive('executions')
  const { data, error, isPending, refetch } = useQuery(runners(chosen))
  return (
    <SettingsFrame title={words.title}>
      <div className="space-y-4">
        <p className="max-w-3xl text-sm text-text-soft">{words.intro}</p>
        {error !== null ? (
          <Card>
            <ErrorState title={words.loadError} error={error} onRetry={() => void refetch()} />
          </Card>
        ) : isPending ? (
          <Loading label={words.title}>
            <Skeleton className="mb-4 h-20 w-full rounded-lg" />
            <Skeleton className="h-80 w-full rounded-lg" />
          </Loading>
        ) : data.chosen.meltano === null ? (
          <Card>
            <EmptyState
              title={words.emptyTitle}
              actions={
                <Link to={paths.importProject()} className={buttonClass({})}>
                  {words.importProject}
                </Link>
              }
            >
              {words.noMeltano}
            </EmptyState>
          </Card>
        ) : (
          <>
            <Choice
              data={data}
              onChoose={(next) => setParameters(next, { replace: true, preventScrollReset: true })}
            />
            <Comparison data={data} />
          </>
        )}
      </div>
    </SettingsFrame>
  )
}

function Choice({
  data: { meltano, builtIn, chosen },
  onChoose,
}: {
  data: Runners
  onChoose: (next: Record<string, string>) => void
}) {
  return (
    <div className="grid max-w-4xl gap-4 sm:grid-cols-2">
      <Field label={words.builtIn}>
        {(control) => (
          <Select
            {...control}
            value={chosen.builtIn ?? ''}
            disabled={builtIn.length === 0}
            onChange={({ target: { value } }) => onChoose({ meltano: chosen.meltano ?? '', own: value })}
          >
            {builtIn.length === 0 && <option value="">{words.none}</option>}
            {builtIn.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={words.meltano}>
        {(control) => (
          <Select
            {...control}
            value={chosen.meltano ?? ''}
            onChange={({ target: { value } }) => onChoose({ meltano: value })}
          >
            {meltano.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

/** The comparison. If a side has no data, explains how to get it and still shows the other side. */
function Comparison({ data }: { data: Runners }) {
  const { chosen, sides, differences } = data
  const nameOf = (list: Runners['builtIn'], id: string | null) =>
    list.find((pipeline) => pipeline.id === id)?.name ?? ''
  const meltano = nameOf(data.meltano, chosen.meltano)
  const missing = [
    ...(sides.meltano === null ? [{ text: words.noRuns(meltano), id: chosen.meltano }] : []),
    ...(chosen.builtIn === null
      ? [{ text: words.noBuiltIn(meltano), id: null }]
      : sides.builtIn === null
        ? [{ text: words.noBuiltInRuns(nameOf(data.builtIn, chosen.builtIn)), id: chosen.builtIn }]
        : []),
  ]
  return (
    <>
      {missing.map(({ text, id }) => (
        <Notice key={text} tone="info">
          {text}{' '}
          {id !== null && (
            <Link to={paths.pipeline(id)} className="touch font-medium underline">
              {words.open}
            </Link>
          )}
        </Notice>
      ))}
      {(sides.meltano !== null || sides.builtIn !== null) && (
        <Section title={words.speed}>
          <SpeedTable builtIn={sides.builtIn} meltano={sides.meltano} />
        </Section>
      )}
      {differences !== null && <Differences differences={differences} />}
    </>
  )
}
