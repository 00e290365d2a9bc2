import type { ProjectElement, ProjectPreview } from '@flx/shared/projects/project-import'

/** What a person chose in the review. */
export interface Choices {
  skip: ReadonlySet<string>
  overwrite: ReadonlySet<string>
}

export const NO_CHOICES: Choices = { skip: new Set(), overwrite: new Set() }

/** Whether an import would do something about it. */
export const isToDo = ({ outcome }: ProjectElement): boolean => outcome === 'create' || outcome === 'change'

/** What is imported: what is to be done and not skipped, and what is to be overwritten. */
export const chosenElements = (preview: ProjectPreview, { skip, overwrite }: Choices): ProjectElement[] =>
  preview.elements.filter(
    (element) => !skip.has(element.key) && (isToDo(element) || overwrite.has(element.key)),
  )

/** What has no place here; an environment that is not chosen is no loss. */
export const leftOutElements = ({ elements }: ProjectPreview): ProjectElement[] =>
  elements.filter(
    ({ outcome, kind }) => outcome === 'error' || (outcome === 'left-out' && kind !== 'environment'),
  )

export const missingVariables = ({ variables }: ProjectPreview) =>
  variables.filter(({ from, usedBy }) => from === null && usedBy.length > 0)

/** The set with the key in it, or without. */
export function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
