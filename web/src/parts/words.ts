// Words of lists without pipelines.

export const firstPipelinesWords = {
  failed: (error: string) => `Could not add the sample pipelines. ${error}`,
  create: 'Create pipeline',
  importProject: 'Import a Meltano project',
  addSamples: 'Add sample pipelines',
}
