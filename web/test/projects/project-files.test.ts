import { describe, expect, it } from 'vitest'

import { readProjectFiles } from '#web/features/projects/project-files.ts'

function chosenFile(path: string, text = ''): File {
  const file = new File([text], path.split('/').at(-1) ?? '')
  Object.defineProperty(file, 'webkitRelativePath', { value: path.includes('/') ? path : '' })
  return file
}

describe('the files of a project', () => {
  it('are YAML, .env and lock files below the topmost meltano.yml', async () => {
    const project = await readProjectFiles([
      chosenFile('data/shop/examples/meltano.yml'),
      chosenFile('data/shop/meltano.yml', 'project_id: x'),
      chosenFile('data/shop/more/a.yaml'),
      chosenFile('data/shop/.env', 'A=1'),
      chosenFile('data/shop/plugins/extractors/tap-a--b.lock', '{}'),
      chosenFile('data/shop/.meltano/run/x.yml'),
      chosenFile('data/shop/node_modules/y.yml'),
      chosenFile('data/shop/data.csv'),
      chosenFile('data/other.yml'),
    ])
    expect(project?.name).toBe('shop')
    expect(project?.files.map(({ path }) => path)).toEqual([
      'examples/meltano.yml',
      'meltano.yml',
      'more/a.yaml',
      '.env',
      'plugins/extractors/tap-a--b.lock',
    ])
    expect(project?.files[1]?.text).toBe('project_id: x')
  })

  it('can be chosen one by one, and need a meltano.yml', async () => {
    expect(await readProjectFiles([chosenFile('meltano.yml'), chosenFile('.env')])).toMatchObject({
      name: '',
      files: [{ path: 'meltano.yml' }, { path: '.env' }],
    })
    expect(await readProjectFiles([chosenFile('other.yml')])).toBeNull()
  })
})
