import { listOf } from '@flx/shared/core/list'
import {
  importedProjectSchema,
  importUndoRequestSchema,
  importUndoResultSchema,
  importUndoSchema,
  projectApplyRequestSchema,
  projectFolderSchema,
  projectOriginAnswerSchema,
  projectPreviewRequestSchema,
  projectPreviewSchema,
  projectResultSchema,
} from '@flx/shared/projects/project-import'
import {
  writeBackPreviewSchema,
  writeBackRequestSchema,
  writeBackResultSchema,
} from '@flx/shared/projects/write-back'
import { Hono } from 'hono'

import { applyProject, previewProject } from '../../../app/projects/apply-project.ts'
import { showUndo, undoImport } from '../../../app/projects/undo-import.ts'
import { previewWriteBack, writeProjectBack } from '../../../app/projects/write-back.ts'
import { listProjects, showFolder, showOrigin } from '../../../app/projects/show-projects.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

export function projectRoutes({ projects }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists the imported Meltano projects, by name', {
        gives: listOf(importedProjectSchema),
      }),
      async (c) => c.json({ items: await listProjects(projects), nextCursor: null }),
    )
    .get(
      '/folder',
      needs('viewer', 'Returns the project folder that the server follows', { gives: projectFolderSchema }),
      async (c) => c.json({ folder: await showFolder(projects) }),
    )
    .post(
      '/preview',
      needs('editor', 'Previews the import of a Meltano project; changes nothing', {
        answer:
          'Every element of the project with its outcome, and the missing variables. Contains no secrets.',
        gives: projectPreviewSchema,
      }),
      body(projectPreviewRequestSchema),
      async (c) => c.json(await previewProject(projects, c.req.valid('json'), requesterOf(c))),
    )
    .post(
      '/apply',
      needs('editor', 'Imports a Meltano project as it was reviewed; installs and executes nothing', {
        answer: 'The outcome for each plugin and pipeline. One with an error is unchanged.',
        gives: projectResultSchema,
      }),
      body(projectApplyRequestSchema),
      async (c) => c.json(await applyProject(projects, c.req.valid('json'), requesterOf(c))),
    )
    .post(
      '/write-back/preview',
      needs('editor', 'Previews which edits made here would be written into the followed project folder', {
        gives: writeBackPreviewSchema,
      }),
      async (c) => c.json(await previewWriteBack(projects)),
    )
    .post(
      '/write-back',
      needs('editor', 'Writes the edits made here into the files of the followed project folder', {
        gives: writeBackResultSchema,
      }),
      body(writeBackRequestSchema),
      async (c) => c.json(await writeProjectBack(projects, c.req.valid('json'), requesterOf(c))),
    )
    .get(
      '/:id/undo',
      needs('editor', 'Previews undoing the last import of a Meltano project', {
        gives: importUndoSchema,
      }),
      async (c) => c.json(await showUndo(projects, idOf(c, 'project'))),
    )
    .post(
      '/:id/undo',
      needs('editor', 'Undoes the last import of a Meltano project', {
        answer:
          'What was undone, and what was kept, with the reason: it has changed since, or the record of the import is damaged.',
        gives: importUndoResultSchema,
      }),
      body(importUndoRequestSchema),
      async (c) =>
        c.json(await undoImport(projects, idOf(c, 'project'), c.req.valid('json'), requesterOf(c))),
    )
    .get(
      '/origins/:id',
      needs(
        'viewer',
        'Returns which project a pipeline or plugin came from, and which of its fields the project sets',
        {
          gives: projectOriginAnswerSchema,
        },
      ),
      async (c) => c.json({ origin: await showOrigin(projects, idOf(c, 'pipeline or plugin')) }),
    )
}
