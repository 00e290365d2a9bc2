import type { FirstQueries } from '#web/api/access/start-ahead.ts'
import { pipelineCatalog } from '#web/api/pipelines/pipeline-catalog.ts'
import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'

/** Loads the pipeline, its bookmarks, and the version in use with its content, which is large. */
export const firstQueries: FirstQueries = (queries, _address, id) => [
  queries
    .query(pipelineCatalog.use(id))
    .then(({ used }) => (used === null ? null : queries.query(pipelineCatalog.content(id, used.id)))),
  queries.query(pipelines.detail(id)),
  queries.query(pipelineState.current(id)),
]
