import { describe, expect, it } from 'vitest'

import { readChosen } from '#web/features/projects/project-files.ts'

function chosen(path: string, text = ''): File {
  const file = new File([text], path.split('/').at(-1) ?? '')
  Object.defineProperty(file, 'webkitRelativePath', { value: path.includes('/') ? path : '' })
  return file
}

describe('the files of a project', () => {
  it('are YAML, .env and lock files below the topmost meltano.yml', async () => {
    const project = await readChosen([
      chosen('data/shop/examples/meltano.yml'),
      chosen('data/shop/meltano.yml', 'project_id: x'),
      chosen('data/shop/more/a.yaml'),
      chosen('data/shop/.env', 'A=1'),
      chosen('data/shop/plugins/extractors/tap-a--b.lock', '{}'),
      chosen('data/shop/.meltano/run/x.yml'),
      chosen('data/shop/node_modules/y.yml'),
      chosen('data/shop/data.csv'),
      chosen('data/other.yml'),
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
    expect(await readChosen([chosen('meltano.yml'), chosen('.env')])).toMatchObject({
      name: '',
      files: [{ path: 'meltano.yml' }, { path: '.env' }],
    })
    expect(await readChosen([chosen('other.yml')])).toBeNull()
  })
})
