import { AppError } from '../core/errors.ts'
import { insideProject } from './file-pattern.ts'
import { readProjectYaml } from './project-yaml.ts'

/** The patterns of `include_paths` that stay inside the project; none when the file cannot be read. */
export function includePatterns(text: string): string[] {
  try {
    const { root } = readProjectYaml('meltano.yml', text)
    const part = root.kind === 'map' ? root.entries.get('include_paths') : undefined
    if (part?.kind !== 'list') return []
    return part.items.flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? (insideProject(item.value) ?? []) : [],
    )
  } catch (error) {
    // The reader says what is wrong, with its line.
    if (error instanceof AppError) return []
    throw error
  }
}
