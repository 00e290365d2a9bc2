import { expect, it } from 'vitest'

import { representProject } from '../../../src/domain/projects/import/represent-project.ts'
import { readProject } from '../../../src/domain/projects/read-project.ts'

const statesOf = (text: string, dotenv = '') =>
  representProject(
    readProject([
      { path: 'meltano.yml', text: `environments: [{name: dev}]\n${text}` },
      { path: '.env', text: dotenv },
    ]),
    { environment: null, variables: {}, serverVariables: [], folder: '/srv/acme', serverPlugins: [] },
  ).states

it('is the database that Meltano creates, unless the project names another', () => {
  expect(statesOf('')).toEqual({
    backend: { kind: 'sqlite', path: '/srv/acme/.meltano/meltano.db' },
    standard: true,
  })
  expect(statesOf('database_uri: sqlite:////var/meltano.db?check_same_thread=0')).toMatchObject({
    backend: { kind: 'sqlite', path: '/var/meltano.db' },
  })
  expect(statesOf('database_uri: sqlite:///$MELTANO_SYS_DIR_ROOT/own.db')).toMatchObject({
    backend: { path: '/srv/acme/.meltano/own.db' },
  })
  expect(statesOf('database_uri: sqlite:///own.db')).toMatchObject({ backend: { path: '/srv/acme/own.db' } })
  expect(statesOf('database_uri: postgresql://me:$PASSWORD@db/meltano', "PASSWORD='s3cret'")).toMatchObject({
    backend: { kind: 'postgresql', url: 'postgresql://me:s3cret@db/meltano' },
  })
})

it('is the state backend, dotted, nested or from a variable', () => {
  const folder = { backend: { kind: 'folder', path: 'file:///srv/acme/state' } }
  expect(statesOf('state_backend: {uri: "file://${MELTANO_PROJECT_ROOT}/state"}')).toMatchObject(folder)
  expect(statesOf('state_backend.uri: file:///srv/acme/state')).toMatchObject(folder)
  expect(statesOf('', 'MELTANO_STATE_BACKEND_URI=file:///srv/acme/state')).toMatchObject(folder)
  const s3 =
    'state_backend: {uri: "s3://bucket/some/where", s3: {endpoint_url: "https://s3.local", region: eu-1}}'
  expect(statesOf(s3, 'AWS_ACCESS_KEY_ID=key\nAWS_SECRET_ACCESS_KEY=secret')).toMatchObject({
    backend: {
      ...{ kind: 's3', bucket: 'bucket', prefix: 'some/where', endpoint: 'https://s3.local', region: 'eu-1' },
      ...{ accessKeyId: 'key', secretAccessKey: 'secret' },
    },
  })
  expect(statesOf('state_backend.uri: s3://key:secret@bucket')).toMatchObject({
    backend: { bucket: 'bucket', prefix: '', accessKeyId: 'key', secretAccessKey: 'secret' },
  })
})

it('reports why it cannot be reached, and never the content of the address', () => {
  const problem = (text: string) => JSON.stringify(statesOf(text))
  expect(problem('state_backend.uri: snowflake://me:hidden@x')).toContain(
    'is kept in snowflake, which is not read here',
  )
  expect(problem('state_backend.uri: snowflake://me:hidden@x')).not.toContain('hidden')
  expect(problem('state_backend.uri: gs://bucket/x')).toContain('kept in Google Cloud Storage')
  expect(problem('state_backend.uri: azure://container/x')).toContain('kept in Azure Blob Storage')
  expect(problem('state_backend.uri: file://$WHERE/state')).toContain('refers to WHERE, which has no value')
  expect(problem('state_backend.uri: s3://bucket')).toContain('accessKeyId is missing or wrong')
  expect(problem('database_uri: mssql://sa:hidden@x')).toContain('is mssql, which is not read here')
})
