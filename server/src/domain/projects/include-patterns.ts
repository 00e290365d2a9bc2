import { AppError } from '../core/errors.ts'
import { insideProject } from './file-pattern.ts'
import { readProjectYaml } from './project-yaml.ts'

/** Returns the patterns of `include_paths` that stay inside the project; empty if the file cannot be read. */
export function includePatterns(text: string): string[] {
  try {
    const { root } = readProjectYaml('meltano.yml', text)
    const part = root.kind === 'map' ? root.entries.get('include_paths') : undefined
    if (part?.kind !== 'list') return []
    return part.items.flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? (insideProject(item.value) ?? []) : [],
    )
  } catch (error) {
    // `readProject` reports the fault with its line.
    if (error instanceof AppError) return []
    throw error
  }
}
