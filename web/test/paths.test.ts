import { expect, it } from 'vitest'

import { paths } from '#web/paths.ts'

it('URLs of the page stay compatible with links and bookmarks', () => {
  expect({
    home: paths.home(),
    setup: paths.setup(),
    signIn: paths.signIn(),
    signInAndBack: paths.signIn('/executions?status=failed#L3'),
    pipelines: paths.pipelines(),
    searched: paths.pipelines({ search: 'a b&c' }),
    newPipeline: paths.newPipeline(),
    pipeline: paths.pipeline('id'),
    editPipeline: paths.editPipeline('id'),
    executions: paths.executions({ status: 'failed' }),
    execution: paths.execution('id'),
    executionTab: paths.execution('id', 'state'),
    logLine: paths.logLine('id', 12),
    plugins: paths.plugins(),
    newPlugin: paths.newPlugin(),
    plugin: paths.plugin('id'),
  }).toMatchInlineSnapshot(`
    {
      "editPipeline": "/pipelines/id/edit",
      "execution": "/executions/id",
      "executionTab": "/executions/id?tab=state",
      "executions": "/executions?status=failed",
      "home": "/",
      "logLine": "/executions/id?line=12",
      "newPipeline": "/pipelines/new",
      "newPlugin": "/plugins/new",
      "pipeline": "/pipelines/id",
      "pipelines": "/pipelines",
      "plugin": "/plugins/id",
      "plugins": "/plugins",
      "searched": "/pipelines?search=a+b%26c",
      "setup": "/setup",
      "signIn": "/sign-in",
      "signInAndBack": "/sign-in?next=%2Fexecutions%3Fstatus%3Dfailed%23L3",
    }
  `)
})
