import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

import { AppError } from '../../domain/core/errors.ts'
import type { SecretBox } from '../../domain/core/ports.ts'
import { deriveKey, type SecretKey } from './secret-key.ts'

const NONCE = 12
const TAG = 16
const PURPOSE = 'secrets at rest'

/** Creates an AES-256-GCM box. The sealed text reads `v1.<key id>.<base64 of nonce, tag, cipher text>`. */
export function createSecretBox(secretKey: SecretKey): SecretBox {
  const key = deriveKey(secretKey, PURPOSE)
  const keyId = keyIdOf(secretKey)
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`
    },
    open(sealed) {
      const [version, sealedWith, body] = sealed.split('.')
      if (version !== 'v1' || sealedWith !== keyId || body === undefined) {
        throw new AppError(
          'unavailable',
          `A stored secret was encrypted with a different key (${sealedWith ?? 'unknown'}) than the one in ${secretKey.file} (${keyId}). Restore the key file of this database.`,
        )
      }
      try {
        return decrypt(key, Buffer.from(body, 'base64'))
      } catch (error) {
        const message = 'A stored secret was damaged in the database. Restore a backup, or enter it again.'
        throw new AppError('unavailable', message, { cause: error })
      }
    },
  }
}

/** Returns an id of the key that reveals nothing about it. */
export const keyIdOf = (secretKey: SecretKey): string =>
  createHash('sha256').update(deriveKey(secretKey, PURPOSE)).digest('hex').slice(0, 8)

function decrypt(key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
}
