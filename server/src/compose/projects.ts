import { createHash, createHmac } from 'node:crypto'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'

import type { RunnableJob } from '../domain/projects/import/represented.ts'
import type { Json } from '@flx/shared/json/json'
import { HUB_TYPE_NAMES } from '@flx/shared/plugins/hub'

import type { Stores } from '../adapters/db/create-stores.ts'
import { openStateBackend } from '../adapters/projects/open-state-backend.ts'
import { createProjectFolder, readFiles } from '../adapters/projects/project-folder.ts'
import { readProjectFiles } from '../adapters/projects/project-reader.ts'
import { deriveKey, type SecretKey } from '../adapters/secrets/secret-key.ts'
import type { AppContext } from '../app/core/context.ts'
import { showCatalogueEntry, type CatalogueContext } from '../app/plugins/catalogue/catalogue.ts'
import type { ProjectContext } from '../app/projects/project-context.ts'
import type { ProjectStatesContext } from '../app/projects/project-states.ts'
import type { Config } from '../config.ts'
import { AppError } from '../domain/core/errors.ts'
import { StartError } from '../listen.ts'

/** Creates the dependencies of the use cases about Meltano projects. */
export async function composeProjects(
  config: Config,
  {
    secretKey,
    stores,
    context,
    catalogue,
  }: { secretKey: SecretKey; stores: Stores; context: AppContext; catalogue: CatalogueContext },
): Promise<ProjectContext> {
  const key = deriveKey(secretKey, 'reviewed projects')
  return {
    ...context,
    projects: stores.projects,
    projectImports: stores.projectImports,
    timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    projectFolder: await openFolder(config),
    readProject: readProjectFiles,
    jobsIn: (project) => jobsIn(project ?? config.project?.path ?? null),
    definitionOf: (kind, name, variant) => definitionOf(catalogue, kind, name, variant),
    serverVariables: Object.keys(config.connectorEnvironment),
    // Salted hashes are stored and must survive a change of the key, so they do not use it.
    hashWith: (salt, text) =>
      createHmac('sha256', salt === 'reviewed' ? key : salt)
        .update(text)
        .digest('hex'),
  }
}

/** Composes access to the states that a Meltano stores. */
export const composeProjectStates = ({
  clock,
}: Pick<AppContext, 'clock'>): Pick<ProjectStatesContext, 'openStates' | 'fingerprint'> => ({
  openStates: (backend) => openStateBackend(backend, clock),
  fingerprint: (text) => createHash('sha256').update(text).digest('base64url'),
})
/** Opens the folder that an administrator configured. Throws StartError if it has no project. */
async function openFolder({ project }: Config): Promise<ProjectContext['projectFolder']> {
  if (project === null) return null
  await access(join(project.path, 'meltano.yml'), constants.R_OK).catch((error: unknown) => {
    throw new StartError(`FLX_PROJECT is ${project.path}, where no meltano.yml can be read.`, {
      cause: error,
    })
  })
  return createProjectFolder(project.path, project.environment)
}

/**
 * Returns a catalogue definition in Meltano's format. Undefined if the hub does not answer, so that the
 * import can continue.
 */
async function definitionOf(
  catalogue: CatalogueContext,
  type: string,
  name: string,
  variant: string | null,
): Promise<Json | undefined> {
  if (!HUB_TYPE_NAMES.some((hubType) => hubType === type)) return undefined
  try {
    const { plugin } = await showCatalogueEntry(catalogue, { type, name, variant: variant ?? 'default' })
    return {
      name,
      variant: plugin.variant,
      label: plugin.label,
      pip_url: plugin.pipUrl,
      executable: plugin.executable,
      capabilities: plugin.capabilities,
      settings: plugin.settingDefinitions as Json,
    }
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

async function jobsIn(folder: string | null): Promise<RunnableJob[] | null> {
  if (folder === null) return null
  try {
    const files = await readFiles(folder)
    const options = { environment: null, variables: {}, serverVariables: [], folder, serverPlugins: [] }
    return (await readProjectFiles({ files, options, hub: {} })).runnable
  } catch {
    // The configured folder might be gone or no longer be a project.
    return null
  }
}
