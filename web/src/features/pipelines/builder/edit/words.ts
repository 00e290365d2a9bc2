import { formatCount } from '#web/lib/format.ts'

/** Why a step or a line cannot be where it was wanted. */
export const refusalWords = {
  tooManyMappers: 'A pipeline can have at most 20 mappers.',
  onlyOne: {
    extractor: (name: string) => `A pipeline has one extractor, here ${name}. Remove it first.`,
    loader: (name: string) => `A pipeline has one loader, here ${name}. Remove it first.`,
    transform: (name: string) => `A pipeline has one transform, here ${name}. Remove it first.`,
  },
  itself: 'A step cannot lead to itself.',
  ofAnotherPipeline: 'That is another pipeline. Edit it there.',
  intoExtractor: 'An extractor is the beginning: only a pipeline can lead to it.',
  startsAtExtractor: 'A pipeline that starts this one leads to its extractor.',
  mapperAfterLoad:
    'A mapper changes records before they are loaded. Draw the line from the extractor or from a mapper.',
  pastMappers: 'Records pass all mappers first. Remove the mappers to load directly.',
  loaderAfterTransform: 'A transform works on what is loaded, so that it comes after the loader.',
  transformBeforeLoad: 'A transform works on what is loaded. Draw the line from the loader.',
  followsTheEnd: 'A pipeline that starts after this one starts at its end.',
  notASingerStep: (name: string) => `${name} has no place in a pipeline.`,
  notPasted: 'The clipboard does not hold a step of a pipeline.',
}

export const builderWords = {
  label: (name: string) => `Drawing of ${name}`,
  newPipeline: 'the new pipeline',
  undo: 'Undo',
  redo: 'Redo',
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  arrange: 'Auto-layout',
  arranged: 'Everything is arranged already',
  problems: (count: number) => (count === 0 ? 'No problems' : formatCount(count, 'problem')),
  preview: 'Preview',
  saveToPreview: 'Save the pipeline first: the preview runs what is saved.',
  cancel: 'Cancel',
  tools: 'Tools',
  steps: 'Steps',
  keys: 'Alt with the left or right arrow key moves a mapper, Delete removes a step, Control C and Control V copy and paste it.',
  added: (name: string) => `Added ${name}.`,
  removed: (name: string) => `Removed ${name}.`,
  moved: (name: string, place: number, count: number) => `${name} is now mapper ${place} of ${count}.`,
  copied: (name: string) => `Copied ${name}. Paste it with Ctrl+V, here or in another pipeline.`,
  notCopied: 'Could not copy it. Select the step and press Ctrl+C.',
  empty: 'Add an extractor and a loader from the list.',
  addStep: 'Add a step',
  emptyHint: 'Click a plugin, or drag it here.',
  meltano:
    'An installed Meltano performs this pipeline. Its plugins are those of the project, so that there is nothing to draw.',
}

export const railWords = {
  label: 'Plugins',
  search: 'Search plugins',
  groups: { extractor: 'Extractors', mapper: 'Mappers', loader: 'Loaders', transform: 'Transforms' },
  flow: 'Flow',
  anotherPipeline: 'Another pipeline',
  anotherPipelineHint: 'It starts this one when it succeeds',
  add: (name: string) => `Add ${name}`,
  none: 'None is added yet. Search to find one in the catalogue.',
  noMatch: 'None matches.',
  catalogue: 'In the catalogue',
  searching: 'Searching the catalogue…',
  catalogueError: 'Could not search the catalogue.',
  tryAgain: 'Try again',
  nothingThere: 'Nothing of that name is in the catalogue.',
  install: (name: string) => `Install ${name}`,
  installLabel: 'Install',
  installing: (name: string) => `Installing ${name}. It can be used in the drawing meanwhile.`,
  installFailed: (name: string, why: string) => `Could not install ${name}: ${why}`,
  notInstalled: 'not installed',
  busy: 'installing…',
}

export const panelWords = {
  pipeline: 'Pipeline',
  unnamed: 'New pipeline',
  about: (name: string) => `About ${name}`,
  close: 'Close',
  plugin: 'Plugin',
  choose: 'Choose a plugin…',
  command: 'Command',
  commandHint: 'What to run, if the plugin offers several commands.',
  earlier: 'Move earlier',
  later: 'Move later',
  first: 'It is the first mapper',
  last: 'It is the last mapper',
  copy: 'Copy',
  remove: 'Remove',
  notRegistered: (name: string) => `“${name}” is not added, so that its settings are not described.`,
  sharedSettings: (name: string) =>
    `${name} stands in this pipeline twice. Both places share these settings.`,
  installFirst: 'It has to be installed before it can run.',
  install: 'Install',
  installing: 'Installing…',
  inheritedFrom: 'the plugin',
  chooseStreams: 'Choose streams',
  streamsLater: 'Streams can be chosen once the pipeline is saved.',
  startsThis: 'Starts this pipeline when it succeeds.',
  openPipeline: 'Open its drawing',
  anotherPipeline: 'Another pipeline',
  followsThis: 'It starts when this pipeline succeeds. That is a setting of it, not of this pipeline.',
  bundled: 'bundled',
}

export const previewWords = {
  title: 'Preview data',
  saved: 'of what is saved',
  unsaved: 'Your unsaved changes are not in it.',
  going: 'The extractor and the mappers are running…',
  stop: 'Stop',
  again: 'Run again',
  failed: 'The preview failed',
  close: 'Close the preview',
}

export const problemListWords = {
  label: 'Problems',
  none: 'Nothing is wrong with this pipeline.',
  pipeline: 'Pipeline',
  warning: 'Warning',
  error: 'Error',
}
