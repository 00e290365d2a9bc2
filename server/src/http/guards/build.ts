import { BUILD_HEADER } from '@flx/shared/core/page-build'
import type { MiddlewareHandler } from 'hono'

import type { WebFiles } from '../../domain/core/web-files.ts'
import type { HttpEnvironment } from '../core/environment.ts'

/** Sets the header by which an open page notices that the server delivers another build of it. */
export function stateBuild(webFiles: Pick<WebFiles, 'build'>): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    await next()
    const build = await webFiles.build()
    if (build !== null) c.res.headers.set(BUILD_HEADER, build)
  }
}
