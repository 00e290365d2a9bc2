import { AppError } from '../../core/errors.ts'
import { splitPipWords, type PipWord } from './pip-words.ts'

/** Options of pip and uv whose value is the next word. The value of `--editable` is a requirement, so it is not listed. */
const WITH_VALUE = new RegExp(
  `^(?:-[cfirtpCPbo]|--(?:${[
    'constraints?|requirements?|index-url|pypi-url|extra-index-url|find-links|trusted-host|timeout|default-timeout|retries',
    'resume-retries|python-version|python-platform|platform|implementation|abi|target|prefix|root|src|python|upgrade-strategy',
    'config-settings?|global-option|install-option|build-option|no-binary|only-binary|progress-bar|root-user-action|report',
    'cert|client-cert|cache-dir|proxy|exists-action|log|log-file|keyring-provider|use-feature|use-deprecated|group|index',
    'default-index|index-strategy|allow-insecure-host|resolution|prerelease|fork-strategy|overrides?|build-constraints?|hash',
    'no-build-isolation-package|reinstall-package|refresh-package|upgrade-package|link-mode|exclude-newer|uploaded-prior-to',
    'extra|color|directory|project|config-file|torch-backend',
  ].join('|')}))$`,
)

/** Packages that are listed beside a plugin to make it work, never for themselves. */
const HELPERS = new Set(
  [
    'pip setuptools wheel cython numpy pandas pyarrow poetry-core hatchling flit-core setuptools-scm pbr packaging',
  ]
    .concat(
      'importlib-metadata typing-extensions requests urllib3 jinja2 markupsafe sqlalchemy certifi attrs click',
    )
    .concat(
      'psycopg2 psycopg2-binary cryptography pydantic protobuf singer-python singer-sdk pytz six grpcio',
    )
    .flatMap((names) => names.split(' ')),
)

/**
 * Changes the version in a pip URL: `name==1.2`, or `git+https://…@v1.2`. Without a version, removes an exact one, so that the
 * newest is installed; bounds such as `~=1.3` and Git tags stay. Of several requirements it changes the one named like the
 * plugin, else the one with that ending, else the first that is not a helper. Throws AppError `invalid` if the pip URL has no
 * place for a version.
 */
export function withVersion(pipUrl: string, plugin: string, version: string | undefined): string {
  const wanted = requirementOf(pipUrl, plugin)
  const changed =
    wanted === undefined ? undefined : changedWord(pipUrl.slice(wanted.start, wanted.end), version)
  if (wanted !== undefined && changed !== undefined) {
    return pipUrl.slice(0, wanted.start) + changed + pipUrl.slice(wanted.end)
  }
  if (version === undefined) return pipUrl
  throw new AppError(
    'invalid',
    `Cannot install version ${version}: the pip URL does not allow a version. Change the pip URL.`,
    { fields: [{ path: 'version', message: 'The pip URL does not allow a version. Change the pip URL.' }] },
  )
}

/**
 * Returns the index package that a plugin is installed from, with the options in its pip URL: `name`, and words such as
 * `--index-url …`. Undefined for a repository, a URL or a path.
 */
export function indexPackage(
  pipUrl: string,
  plugin: string,
): { name: string; options: string[] } | undefined {
  const words = splitPipWords(pipUrl) ?? []
  const name = REQUIREMENT.exec(requirementOf(pipUrl, plugin)?.value ?? '')?.[1]
  const requirements = new Set(requirementsIn(words))
  if (name === undefined) return undefined
  return { name, options: words.filter((word) => !requirements.has(word)).map(({ value }) => value) }
}

/** Finds the word of a pip URL that names the plugin's own package. */
function requirementOf(pipUrl: string, plugin: string): PipWord | undefined {
  const places = requirementsIn(splitPipWords(pipUrl) ?? [])
  return [isNamed(plugin), endsWith(plugin), isOfPlugin, () => true]
    .map((fits) => places.find((place) => fits(nameOf(place.value))))
    .find((place) => place !== undefined)
}

function requirementsIn(words: readonly PipWord[]): PipWord[] {
  return words.filter(
    ({ value }, index) => !value.startsWith('-') && !WITH_VALUE.test(words[index - 1]?.value ?? ''),
  )
}

/** Normalises a package name as in PEP 503: any separator, any case. */
export const normalizedName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-')

/** Returns the package named by a requirement: directly, by `#egg=`, or by its repository or file. */
function nameOf(requirement: string): string {
  const name =
    /[#&]egg=([A-Za-z0-9][\w.-]*)/.exec(requirement)?.[1] ??
    /^([A-Za-z0-9][\w.-]*)\s*(?:\[|[=<>!~;@]|$)/.exec(requirement)?.[1] ??
    /\/([^/@#?]+?)(?:\.git)?(?:@[^#]*)?(?:#.*)?$/.exec(requirement)?.[1]
  return normalizedName(name ?? requirement)
}

const isNamed = (plugin: string) => (name: string) => name === normalizedName(plugin)
const endsWith = (plugin: string) => (name: string) => name.endsWith(`-${normalizedName(plugin)}`)
const isOfPlugin = (name: string): boolean => !HELPERS.has(name)

/** Changes the version of a requirement and keeps its quotes; undefined if it has no place for a version. */
function changedWord(word: string, version: string | undefined): string | undefined {
  const quote = /^(["']).*\1$/s.exec(word)?.[1] ?? ''
  const bare = quote === '' ? word : word.slice(1, -1)
  const changed = changedAddress(bare, version) ?? changedRequirement(bare, version)
  return changed === undefined ? undefined : `${quote}${changed}${quote}`
}

const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*((?:[=<>!~]=?=?[^;]*)?)(;.*)?$/s

function changedRequirement(text: string, version: string | undefined): string | undefined {
  const [, name, extras = '', bound = '', marker = ''] = REQUIREMENT.exec(text) ?? []
  if (name === undefined) return undefined
  const suffix = marker === '' ? '' : ` ${marker}`
  if (version !== undefined) return `${name}${extras}==${version}${suffix}`
  return /^={2,3}[^,*]*$/.test(bound.trim()) ? `${name}${extras}${suffix}` : text
}

/** Changes the version of a repository, with a leading name (`pkg @ git+…`) or without; undefined for anything else. */
function changedAddress(text: string, version: string | undefined): string | undefined {
  const [, address, rest = ''] =
    /^((?:[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*)?(?:git|hg|svn|bzr)\+[a-z+]+:\/\/[^/\s]+\/[^@#;\s]+)(?:@[^#;\s]*)?(.*)$/s.exec(
      text,
    ) ?? []
  if (address === undefined) return undefined
  return version === undefined ? text : `${address}@${version}${rest}`
}
