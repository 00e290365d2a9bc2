import type { WorkerEnvironmentList } from '@flx/shared/plugins/node-environment'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { unplaced, workerEnvironments } from '#web/api/nodes/nodes.ts'
import { formatBytes } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'

import { workersWords as words } from './words.ts'

const LINK = 'text-accent underline'

/** Loads the environments on each worker. Returns undefined for roles below admin. */
function useEnvironments(): WorkerEnvironmentList | undefined {
  const admin = useRole('admin')
  return useQuery({ ...workerEnvironments(), enabled: admin.allowed }).data
}

/** Stands in a cell for what a server does not have. */
export const None = () => <span className="text-text-faint">—</span>

/** The environments of one worker: ready, being built, missing and failed. */
export function Environments({ node }: { node: string }) {
  const worker = useEnvironments()?.workers.find(({ node: name }) => name === node)
  if (worker === undefined) return <None />
  const building = worker.missing.filter((environment) => environment.building)
  const missingCount = worker.missing.length - building.length
  return (
    <ul className="text-text-soft">
      <li className="tabular-nums">{words.ready(worker.ready, formatBytes(worker.sizeBytes))}</li>
      {building.map(({ pluginId, name }) => (
        <li key={pluginId}>
          {words.building}{' '}
          <Link className={LINK} to={paths.plugin(pluginId)}>
            {name}
          </Link>
        </li>
      ))}
      {missingCount > 0 && <li>{words.missing(missingCount)}</li>}
      {worker.failed.map(({ pluginId, name, error }) => (
        <li key={pluginId} className="max-w-80 break-words text-danger">
          <Link className="underline" to={paths.plugin(pluginId)}>
            {name}
          </Link>{' '}
          {words.failedToBuild}: {error}
        </li>
      ))}
    </ul>
  )
}

/** Lists what no worker can execute, and why. */
export function Unexecutable() {
  const { data } = useQuery(unplaced())
  const unbuildable = useEnvironments()?.unbuildable ?? []
  return (
    <>
      {data !== undefined && data.pipelines.length > 0 && (
        <Notice tone="caution" className="mb-3">
          {words.unplaced}
          <ul className="mt-1 list-disc pl-5">
            {data.pipelines.map(({ id, name, labels }) => (
              <li key={id}>
                <Link className={LINK} to={paths.pipeline(id)}>
                  {name}
                </Link>{' '}
                {words.requires(labels)}
              </li>
            ))}
            {data.hasMore && <li>{words.unplacedMore}</li>}
          </ul>
        </Notice>
      )}
      {unbuildable.length > 0 && (
        <Notice tone="danger" className="mb-3">
          {words.unbuildable}
          <ul className="mt-1 list-disc pl-5">
            {unbuildable.map(({ pluginId, name, error }) => (
              <li key={pluginId} className="break-words">
                <Link className={LINK} to={paths.plugin(pluginId)}>
                  {name}
                </Link>
                : {error}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
