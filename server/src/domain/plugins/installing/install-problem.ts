import type { InstallRemedy } from '@flx/shared/plugins/environment'

import { AppError } from '../../core/errors.ts'

/** A failed installation, with the remedy if known. */
export class InstallProblem extends AppError {
  readonly remedy: InstallRemedy | null
  constructor(message: string, remedy: InstallRemedy | null) {
    super('invalid', message)
    this.remedy = remedy
  }
}
