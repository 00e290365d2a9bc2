/** A file of a project, as sent. */
interface ProjectFile {
  path: string
  text: string
}

export interface ChosenProject {
  /** The name of the folder. */
  name: string
  files: ProjectFile[]
}

/** Folders that contain no part of a project. */
const EXCLUDED_FOLDERS = /(?:^|\/)(?:\.meltano|\.git|node_modules|\.venv|venv|__pycache__)\//
const PROJECT_FILE = /\.ya?ml$|(?:^|\/)\.env$|^plugins\/.*\.lock$/
const MAX_BYTES = 1_000_000

/**
 * Reads the project files among the chosen ones: YAML, `.env` and lock files, with paths relative to the
 * folder of the topmost `meltano.yml`. Returns null if there is no `meltano.yml`.
 */
export async function readProjectFiles(chosen: readonly File[]): Promise<ChosenProject | null> {
  const paths = new Map(chosen.map((file) => [pathOf(file), file]))
  const mainPath = [...paths.keys()]
    .filter((path) => /(?:^|\/)meltano\.ya?ml$/.test(path) && !EXCLUDED_FOLDERS.test(path))
    .toSorted((a, b) => a.split('/').length - b.split('/').length)[0]
  if (mainPath === undefined) return null
  const root = mainPath.slice(0, mainPath.lastIndexOf('/') + 1)
  const parts = [...paths].flatMap(([path, file]) => {
    const relativePath = path.startsWith(root) ? path.slice(root.length) : ''
    const isProjectFile =
      PROJECT_FILE.test(relativePath) && !EXCLUDED_FOLDERS.test(relativePath) && file.size <= MAX_BYTES
    return isProjectFile
      ? [{ path: relativePath === 'meltano.yaml' ? 'meltano.yml' : relativePath, file }]
      : []
  })
  const files = await Promise.all(parts.map(async ({ path, file }) => ({ path, text: await file.text() })))
  return { name: root.split('/').at(-2) ?? '', files }
}

const pathOf = (file: File): string => (file.webkitRelativePath === '' ? file.name : file.webkitRelativePath)
