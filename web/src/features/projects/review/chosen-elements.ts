import type { ProjectElement, ProjectPreview } from '@flx/shared/projects/project-import'

/** The user's choices in the review. */
export interface Choices {
  skip: ReadonlySet<string>
  overwrite: ReadonlySet<string>
}

export const NO_CHOICES: Choices = { skip: new Set(), overwrite: new Set() }

/** Reports whether an import would create or change the element. */
export const willChange = ({ outcome }: ProjectElement): boolean =>
  outcome === 'create' || outcome === 'change'

/** Returns the elements to import: those to create or change unless skipped, and those to overwrite. */
export const chosenElements = (preview: ProjectPreview, { skip, overwrite }: Choices): ProjectElement[] =>
  preview.elements.filter(
    (element) => !skip.has(element.key) && (willChange(element) || overwrite.has(element.key)),
  )

/** Returns the elements that have no equivalent here. An environment that was not chosen does not count. */
export const leftOutElements = ({ elements }: ProjectPreview): ProjectElement[] =>
  elements.filter(
    ({ outcome, kind }) => outcome === 'error' || (outcome === 'left-out' && kind !== 'environment'),
  )

export const missingVariables = ({ variables }: ProjectPreview) =>
  variables.filter(({ from, usedBy }) => from === null && usedBy.length > 0)

/** Returns the set with the key added or removed. */
export function toggleKey(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
