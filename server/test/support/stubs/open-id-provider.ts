import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Provider } from 'oidc-provider'

/** A user as the provider knows them. */
export interface ProviderPerson {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

export const CLIENT = { id: 'flx', secret: 'the secret of the client' } as const

/** A real OpenID provider on this machine, at which `person` is always signed in; null: every user turns back. */
export class TestProvider implements AsyncDisposable {
  person: ProviderPerson | null = null
  readonly issuer: string
  readonly #http: Server

  private constructor(http: Server) {
    this.#http = http
    this.issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  }

  static async start(): Promise<TestProvider> {
    const http = createServer()
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    return new TestProvider(http)
  }

  /** The provider must know the allowed redirect address. */
  serve(redirectUri: string): void {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const provider = new Provider(this.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
      cookies: { keys: ['only for tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...this.person, sub: id }) }),
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({
          clientId: CLIENT.id,
          accountId: ctx.oidc.session?.accountId ?? '',
        })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    const handle = provider.callback()
    this.#http.on('request', (request, response) => {
      if (request.url?.startsWith('/interaction/') !== true) return void handle(request, response)
      const result =
        this.person === null
          ? { error: 'access_denied', error_description: 'The person turned back.' }
          : { login: { accountId: this.person.sub } }
      void provider.interactionFinished(request, response, result)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections()
    this.#http.close()
    await once(this.#http, 'close')
  }
}
