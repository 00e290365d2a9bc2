import type { Place } from '../parts.ts'
import type { MeltanoProject, ProjectEnvironment } from '../project.ts'
import { KINDS } from './plugin-kinds.ts'
import type { PluginSurroundings } from './represent-plugin.ts'
import type { OtherElement } from './represented.ts'

/** Environments, variables of `.env` and settings of the project, with what becomes of them. */
export function otherElements(
  project: MeltanoProject,
  chosen: ProjectEnvironment | null,
  around: PluginSurroundings,
): OtherElement[] {
  return [
    ...project.environments.flatMap((environment) =>
      environment === chosen ? chosenElements(environment, around) : [notChosen(environment)],
    ),
    ...Object.keys(project.env).map((name) =>
      element(`env/${name}`, name, { file: 'meltano.yml', line: 1 }, 'used', 'A variable of every plugin.'),
    ),
    ...Array.from(project.settings, ([name, { place }]) =>
      element(`settings/${name}`, name, place, ...reasonFor(name)),
    ),
  ]
}

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

function chosenElements(environment: ProjectEnvironment, { plugins }: PluginSurroundings): OtherElement[] {
  const { name, place } = environment
  const key = `environments/${name}`
  const strangers = environment.plugins.filter((plugin) => !plugins.has(`${plugin.kind}/${plugin.name}`))
  const overrides = environment.plugins.length - strangers.length
  return [
    element(
      key,
      name,
      place,
      'used',
      `Its settings of ${overrides} plugin${overrides === 1 ? '' : 's'} stand over those of the project.`,
      'environment',
    ),
    ...strangers.map((plugin) =>
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

/** Settings of the project: what Meltano alone needs, and what is done in another way here. */
function reasonFor(name: string): ['used' | 'left-out', string] {
  const [first = name] = name.split('.')
  if (first === 'default_environment') return ['used', 'The environment that is chosen first.']
  if (first === 'project_id') return ['used', 'It tells this project from others.']
  if (first === 'state_backend' || first === 'database_uri') {
    return ['left-out', 'It says where Meltano keeps state. Here the state is in the database of the server.']
  }
  if (first === 'python' || first === 'venv') {
    return ['left-out', 'Plugins are installed with the Python of this server unless they name their own.']
  }
  if (first === 'annotations') return ['left-out', 'It is for other tools, and stays in the file.']
  return ['left-out', 'It is about Meltano itself, and stays in the file.']
}
