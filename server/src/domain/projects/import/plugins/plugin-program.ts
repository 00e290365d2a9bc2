import { insideProject } from '../../file-pattern.ts'
import type { ProjectPlugin } from '../../project.ts'
import type { WantedPlugin } from '../represented.ts'
import type { Variables } from '../variables.ts'

/** The source a plugin is installed from, or the command that starts it. */
export interface Program {
  fields: Pick<WantedPlugin['fields'], 'pipUrl' | 'command' | 'executable'>
  capabilities?: string[]
  notes: string[]
}

interface Options {
  dbt: boolean
  /** The project's folder on this machine; null: the files were uploaded, so paths in it lead nowhere. */
  folder: string | null
  expand: Variables
}

/** Returns the program of a plugin; a child without its own shares its parent's. */
export function programOf(
  plugin: ProjectPlugin,
  parent: ProjectPlugin | undefined,
  options: Options,
): Program | { leftOut: string } {
  const sameSource = parent !== undefined && parent.pipUrl === plugin.pipUrl
  if (sameSource && parent.executable === plugin.executable) return { fields: {}, notes: [] }
  const { value: pipUrl } = options.expand.expand(plugin.pipUrl?.trim() ?? '')
  if (pipUrl !== '') return packageProgram(plugin, pipUrl.replaceAll(/\s+/g, ' '), options)
  const executable = plugin.executable ?? (plugin.namespace === null ? null : plugin.name)
  if (executable === null) {
    return {
      fields: {},
      notes: ['Its package is not known. Enter it on its page, or choose a variant of the catalogue.'],
    }
  }
  if (!executable.includes('/')) return { fields: { command: [executable] }, notes: [] }
  const path = pathIn(options.folder, executable)
  return path === undefined
    ? { leftOut: 'Its executable is a path in the project. Publish it as a package, then import again.' }
    : { fields: { command: [path] }, notes: [] }
}

function packageProgram(
  plugin: ProjectPlugin,
  pipUrl: string,
  { dbt, folder }: Options,
): Program | { leftOut: string } {
  if (pipUrl.length > 2000) return { leftOut: 'Its pip_url is longer than 2,000 characters.' }
  const args = pipUrl.split(' ')
  const local = args.map((arg, index) => localPart(arg, args[index - 1]))
  const absoluteArgs = args.map((arg, index) => {
    const path = local[index]
    if (path === undefined) return arg
    const resolved = pathIn(folder, path)
    return resolved === undefined ? undefined : arg.slice(0, arg.length - path.length) + resolved
  })
  if (absoluteArgs.includes(undefined)) {
    return { leftOut: 'Its package is a path in the project. Publish it, then import again.' }
  }
  const executable = dbt ? 'dbt' : plugin.executable
  return {
    fields: {
      pipUrl: absoluteArgs.join(' '),
      ...(executable === null || executable === plugin.name ? {} : { executable }),
    },
    ...(dbt ? { capabilities: ['dbt'] } : {}),
    notes: [],
  }
}

/** Returns the path in a pip argument: a local package, or a file of requirements or constraints. */
function localPart(arg: string, before: string | undefined): string | undefined {
  const [, value = arg] = /^--(?:requirement|constraint|editable|find-links)=(.*)$/.exec(arg) ?? []
  const isFile = value !== arg || /^(?:-r|-c|-e|--requirement|--constraint|--editable)$/.test(before ?? '')
  if (/^(?:[a-z][a-z0-9+.-]*:|git@)/i.test(value)) return undefined
  if (/^(?:\.{1,2}(?:\/|$)|\/)/.test(value)) return value
  return isFile && !value.startsWith('-') ? value : undefined
}

/** Makes a path absolute, within the project's folder or on this machine; undefined without a folder. */
function pathIn(folder: string | null, path: string): string | undefined {
  if (folder === null) return undefined
  if (path.startsWith('/')) return path
  const [bare = path, extras = ''] = path.split(/(?=\[)/)
  const inside = insideProject(bare)
  if (inside === undefined) return undefined
  return (inside === '' ? folder : `${folder}/${inside}`) + extras
}
