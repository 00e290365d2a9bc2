import { Worker } from 'node:worker_threads'

import { countStatements } from './statements.ts'

/** The texts of all statements from now on, with those that the reader's thread is given, until disposed. */
export function statementsAnywhere(): { texts: string[] } & Disposable {
  const { texts, ...here } = countStatements()
  const { prototype } = Worker
  const original = Object.getOwnPropertyDescriptor(prototype, 'postMessage')!
  Object.defineProperty(prototype, 'postMessage', {
    ...original,
    value: function counted(this: Worker, ...args: unknown[]): unknown {
      const [message] = args
      if (typeof message === 'object' && message !== null && 'sql' in message) texts.push(String(message.sql))
      return Reflect.apply(original.value as Worker['postMessage'], this, args)
    },
  })
  return {
    texts,
    [Symbol.dispose]() {
      here[Symbol.dispose]()
      Object.defineProperty(prototype, 'postMessage', original)
    },
  }
}

/** Whether a statement names a table. */
export const names = (text: string, table: string): boolean => new RegExp(`\\b${table}\\b`).test(text)
