import { publicAddressProblem } from '../adapters/alerts/public-address.ts'
import type { Stores } from '../adapters/db/create-stores.ts'
import { readDocument } from '../adapters/documents/document-reader.ts'
import { createNewId } from '../adapters/system/system.ts'
import type { AppContext } from '../app/core/context.ts'
import type { Clock } from '../domain/core/ports.ts'
import type { Config } from '../config.ts'
import type { Log } from '../domain/core/log.ts'
import { samplePipelines } from './samples.ts'
import type { Signals } from './signals.ts'

/** Creates the dependencies of the use cases. */
export function createContext(
  config: Config,
  stores: Stores,
  { hints, work }: Signals,
  log: Log,
  { clock }: { clock: Clock },
): AppContext {
  return {
    ...stores,
    hints,
    work,
    clock,
    newId: createNewId(clock),
    log,
    readDocument,
    concurrency: config.concurrency,
    leaseSeconds: config.leaseSeconds,
    targetUrlProblem: async (url) => (config.alertPrivateAddresses ? null : await publicAddressProblem(url)),
    samples: samplePipelines(),
    followsProject: config.project !== null,
  }
}
