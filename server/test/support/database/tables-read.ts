import { Worker } from 'node:worker_threads'

import { countStatements } from './statements.ts'

/** Records the texts of all statements, including those sent to the reader's thread, until disposed. */
export function statementsAnywhere(): { texts: string[] } & Disposable {
  const { texts, ...counter } = countStatements()
  const { prototype } = Worker
  // Undefined if it is inherited, as in the class that takes threads from the bundle.
  const ownDescriptor = Object.getOwnPropertyDescriptor(prototype, 'postMessage')
  const post = Reflect.get(prototype, 'postMessage')
  Object.defineProperty(prototype, 'postMessage', {
    configurable: true,
    writable: true,
    value: function counted(this: Worker, ...args: unknown[]): unknown {
      const [message] = args
      if (typeof message === 'object' && message !== null && 'sql' in message) texts.push(String(message.sql))
      return Reflect.apply(post, this, args)
    },
  })
  return {
    texts,
    [Symbol.dispose]() {
      counter[Symbol.dispose]()
      if (ownDescriptor === undefined) Reflect.deleteProperty(prototype, 'postMessage')
      else Object.defineProperty(prototype, 'postMessage', ownDescriptor)
    },
  }
}

/** Reports whether a statement names a table. */
export const names = (text: string, table: string): boolean => new RegExp(`\\b${table}\\b`).test(text)
