import type { InstallRemedy } from '@flx/shared/plugins/environment'

import { AppError } from '../../core/errors.ts'

/** An installation that failed, with what mends it where that is known. */
export class InstallProblem extends AppError {
  readonly remedy: InstallRemedy | null
  constructor(message: string, remedy: InstallRemedy | null) {
    super('invalid', message)
    this.remedy = remedy
  }
}
