import { readFile, realpath, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

import { isJsonObject, type JsonObject } from '@flx/shared/json/json'

import { AppError } from '../../domain/core/errors.ts'
import type { DbtProject, DbtProjects } from '../../domain/dbt/dbt-projects.ts'
import type { ProcessStarter } from '../../domain/executions/processes.ts'
import { readYaml } from '../../domain/pipelines/pipelines-yaml.ts'
import { dbtArtifacts } from './dbt-artifacts.ts'
import { checkOut } from './git-checkout.ts'

const SAMPLE = fileURLToPath(new URL('../../connectors/dbt-sample', import.meta.url))

/** Opens dbt projects in the folder of the connectors, in git, and in the product itself. */
export function createDbtProjects(options: {
  /** Folder of the checkouts, one per pipeline. */
  root: string
  filesFolder: string
  starter: ProcessStarter
  /** The server's environment, without its own variables and npm's. */
  environment: Readonly<Record<string, string>>
}): DbtProjects {
  return {
    ...dbtArtifacts,
    async open(source, request) {
      if (source.kind === 'sample') return readProject(SAMPLE, 'the sample project')
      if (source.kind === 'folder') {
        const path = await within(options.filesFolder, source.path, `the folder "${source.path}"`)
        return readProject(path, `the folder "${source.path}"`)
      }
      const checkout = join(options.root, request.pipelineId)
      await checkOut({ ...request, ...options, source, folder: checkout })
      const repository = `the repository ${source.url}`
      return readProject(
        await within(checkout, source.folder, `"${source.folder}" in ${repository}`),
        repository,
      )
    },
  }
}

/** Returns the real path of a folder inside another one; links that lead out of it are refused. */
async function within(root: string, path: string, description: string): Promise<string> {
  const top = await realpath(root)
  const real = await realpath(resolve(top, path)).catch(() => undefined)
  if (real === undefined)
    throw refusal(
      `${description} does not exist. Folders of dbt projects must be in the folder "files" of the data folder`,
    )
  if (real !== top && !real.startsWith(top + sep)) {
    throw refusal(
      `${description} leads out of the allowed folder. Name a folder inside the folder "files" of the data folder`,
    )
  }
  return real
}

async function readProject(path: string, description: string): Promise<DbtProject> {
  const file = await readFile(join(path, 'dbt_project.yml'), 'utf8').catch(() => undefined)
  if (file === undefined) throw refusal(`${description} contains no dbt_project.yml`)
  const document = readYaml(file)
  if (!isJsonObject(document))
    throw refusal(`the dbt_project.yml of ${description} is not a mapping of settings`)
  const profile = document['profile'] ?? document['name']
  if (typeof profile !== 'string' || profile === '')
    throw refusal(`the dbt_project.yml of ${description} names no profile`)
  return { path, profile, needsPackages: await needsPackages(path, document) }
}

async function needsPackages(path: string, document: JsonObject): Promise<boolean> {
  const namingPackages = await Promise.all(
    ['packages.yml', 'dependencies.yml'].map((name) => namesPackages(join(path, name))),
  )
  if (!namingPackages.includes(true)) return false
  const installPath = document['packages-install-path']
  const folder = join(path, typeof installPath === 'string' ? installPath : 'dbt_packages')
  const stats = await stat(folder).catch(() => undefined)
  return stats?.isDirectory() !== true
}

const namesPackages = async (file: string): Promise<boolean> =>
  /^packages\s*:/m.test(await readFile(file, 'utf8').catch(() => ''))

const refusal = (reason: string): AppError =>
  new AppError('invalid', `The dbt project cannot be used: ${reason}.`)
