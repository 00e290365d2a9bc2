import { createAlertSender } from '../adapters/alerts/alert-sender.ts'
import type { Stores } from '../adapters/db/create-stores.ts'
import type { AppContext } from '../app/core/context.ts'
import type { ConnectionContext } from '../app/lineage/open-lineage/connection.ts'
import type { ProjectContext } from '../app/projects/project-context.ts'
import type { Config } from '../config.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { secretsOfPipeline } from '../engine/pipeline-secrets.ts'
import { startAlertLoop } from '../worker/alert-loop.ts'
import { startFailureLoop } from '../worker/failure-loop.ts'
import { startLateLoop } from '../worker/late-loop.ts'
import { startOpenLineageLoop } from '../worker/open-lineage-loop.ts'
import { startProjectLoop } from '../worker/project-loop.ts'
import { startScheduleLoop } from '../worker/schedule-loop.ts'
import { startUpdateLoop } from '../worker/update-loop.ts'
import { composeProjectStates } from './projects.ts'

interface SchedulerParts {
  context: AppContext
  engine: EngineContext
  stores: Stores
  projects: ProjectContext
  openLineage: AppContext & ConnectionContext
  /** The server's own address, for links where no public one is set. */
  url: string
}

/** Starts what follows the clock and the event log. */
export async function startScheduler(
  config: Config,
  { context, engine, stores, projects, openLineage, url }: SchedulerParts,
): Promise<AsyncDisposable> {
  await using started = new AsyncDisposableStack()
  const publicOrigin = { publicUrl: config.publicUrl ?? url }
  started.use(await startLateLoop({ ...context, ...publicOrigin }))
  started.use(await startScheduleLoop(context))
  started.use(startUpdateLoop(engine))
  if (projects.projectFolder !== null) {
    started.use(
      startProjectLoop({
        ...projects,
        ...composeProjectStates(context),
        secretsOf: (pipelineId) => secretsOfPipeline(engine, pipelineId),
        log: context.log,
        events: stores.events,
      }),
    )
  }
  const sender = createAlertSender({ allowPrivate: config.alertPrivateAddresses })
  started.use(await startFailureLoop(context))
  started.use(startOpenLineageLoop(openLineage))
  started.use(await startAlertLoop({ ...context, sender, ...publicOrigin }))
  return started.move()
}
