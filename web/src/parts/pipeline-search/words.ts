// Words of the search for a pipeline by its name.

export const pipelineSearchWords = {
  placeholder: 'Find a pipeline by name',
  label: 'Pipelines found',
  searching: 'Searching…',
  noMatch: 'No pipelines match.',
  noOtherMatch: 'No other pipelines match.',
}
