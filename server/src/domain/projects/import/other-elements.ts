import { isJsonObject } from '@flx/shared/json/json'

import type { Place } from '../parts.ts'
import {
  PLUGIN_KINDS,
  type MeltanoProject,
  type ProjectEnvironment,
  type ProjectSetting,
  type UnreadFile,
} from '../project.ts'
import { backendName, handOverCommand, isReadBackend } from '../state/project-backend.ts'
import { KINDS } from './plugins/plugin-kinds.ts'
import type { PluginContext } from './plugins/plugin-context.ts'
import type { OtherElement } from './represented.ts'
import { variablesIn } from './variables.ts'

/** Lists the environments, `.env` variables and settings of the project, with their outcome. */
export function otherElements(
  project: MeltanoProject,
  chosen: ProjectEnvironment | null,
  context: PluginContext,
): OtherElement[] {
  return [
    ...project.environments.flatMap((environment) =>
      environment === chosen ? chosenElements(environment, context) : [notChosen(environment)],
    ),
    ...Object.keys(project.env).map((name) => {
      const place = project.envPlaces.get(name) ?? { file: 'meltano.yml', line: 1 }
      return VARIABLE_NAME.test(name)
        ? element(`env/${name}`, name, place, 'used', 'A variable of every plugin.')
        : element(`env/${name}`, name, place, 'left-out', 'This is not a valid name for a variable.')
    }),
    ...project.emptyPatterns.map(({ place, pattern }) =>
      element(
        `include_paths/${pattern}`,
        pattern,
        place,
        'left-out',
        'No file matches it. Add the files that it names.',
      ),
    ),
    ...project.unread.flatMap(unreadElements),
    ...Array.from(project.settings, ([name, setting]) =>
      element(`settings/${name}`, name, setting.place, ...reasonFor(name, setting, project)),
    ),
  ]
}

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const element = (
  key: string,
  name: string,
  place: Place,
  outcome: OtherElement['outcome'],
  reason: string,
  kind: OtherElement['kind'] = 'setting',
): OtherElement => ({ key, kind, name, place, outcome, reason })

const notChosen = ({ name, place }: ProjectEnvironment): OtherElement =>
  element(`environments/${name}`, name, place, 'left-out', 'Another environment is chosen.', 'environment')

function chosenElements(environment: ProjectEnvironment, { plugins }: PluginContext): OtherElement[] {
  const { name, place } = environment
  const key = `environments/${name}`
  const unknownPlugins = environment.plugins.filter((plugin) => !plugins.has(`${plugin.kind}/${plugin.name}`))
  const overrides = environment.plugins.length - unknownPlugins.length
  return [
    element(
      key,
      name,
      place,
      'used',
      `Its settings of ${overrides} plugin${overrides === 1 ? '' : 's'} override those of the project.`,
      'environment',
    ),
    ...unknownPlugins.map((plugin) =>
      element(
        `${key}/${plugin.kind}/${plugin.name}`,
        plugin.name,
        plugin.place,
        'left-out',
        `The environment "${name}" sets it up, but no file of the project has the plugin.`,
        KINDS[plugin.kind].kind,
      ),
    ),
  ]
}

/** Reports an invalid YAML file, and each entry that it seems to hold. */
const unreadElements = ({ path, problem, entries }: UnreadFile): OtherElement[] => [
  element(`files/${path}`, path, problem.place, 'left-out', problem.message),
  ...entries.map(({ section, name, place }) =>
    element(
      `files/${path}/${section}/${name}/${place.line}`,
      name,
      place,
      'left-out',
      `${path} cannot be read, see line ${problem.place.line}.`,
      kindOfSection(section),
    ),
  ),
]

function kindOfSection(section: string): OtherElement['kind'] {
  const kind = PLUGIN_KINDS.find((candidate) => candidate === section)
  if (kind !== undefined) return KINDS[kind].kind
  return OTHER_SECTIONS[section] ?? 'setting'
}

const OTHER_SECTIONS: Record<string, OtherElement['kind']> = {
  mappings: 'mapper',
  environments: 'environment',
  jobs: 'job',
  schedules: 'schedule',
}

const STATE_PLACE =
  'It says where Meltano keeps state. Pipelines of a followed folder continue from there; for an uploaded project, import the state under Settings → Meltano state.'

/** Explains a project setting: only Meltano needs it, or it works differently here. */
function reasonFor(
  name: string,
  { value, isKnown }: ProjectSetting,
  { environments }: MeltanoProject,
): ['used' | 'left-out', string] {
  const [first = name] = name.split('.')
  if (!isKnown) return ['left-out', 'Meltano does not know it. It stays in the file.']
  if (name === 'default_environment') {
    if (environments.some((environment) => environment.name === value)) {
      return ['used', 'The environment that is chosen by default.']
    }
    return ['left-out', 'No environment of the project has that name, so none is chosen.']
  }
  if (name === 'project_id' && typeof value === 'string') return ['used', 'It identifies the project.']
  if (first === 'state_backend' || first === 'database_uri') {
    const uri = isJsonObject(value) ? value['uri'] : name === 'state_backend.uri' ? value : null
    if (typeof uri !== 'string' || isReadBackend(uri) || variablesIn(uri).length > 0)
      return ['used', STATE_PLACE]
    const command = handOverCommand('STATE_ID', 'PIPELINE')
    return ['left-out', `State in ${backendName(uri)} is not read here. For each pipeline: ${command}`]
  }
  if (first === 'python' || first === 'venv') {
    return ['left-out', 'Plugins are installed with the Python of this server unless they name their own.']
  }
  if (first === 'annotations') return ['left-out', 'It is for other tools, and stays in the file.']
  return ['left-out', 'It is about Meltano itself, and stays in the file.']
}
