import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import type { Content } from '../../web/html.ts'
import { pageOf } from '../../web/page.ts'
import { passkeySection, passkeySignIn } from '../passkeys/pages.ts'
import { listPasskeys } from '../passkeys/queries/passkeys.ts'
import { passkeySite } from '../passkeys/site.ts'
import { personOf } from '../person-of.ts'
import { connectionSection, providerButtons } from '../providers/pages.ts'
import { listIdentities, providerKey } from '../providers/queries/identities.ts'
import { listProviders } from '../providers/queries/providers.ts'
import { factorSection } from '../second-factor/pages.ts'
import { factorValues } from '../second-factor/requiring.ts'
import { needsSignIn } from './visits.ts'

/** The sections about other ways to sign in than by password. */
export async function moreWays(platform: Platform, request: FastifyRequest): Promise<Content> {
  const [page, person] = [pageOf(request), personOf(request)]
  return [
    factorSection(page, await factorValues(platform, person)),
    passkeySection(page, {
      passkeys: await listPasskeys(platform.db, person.id),
      isPossible: passkeySite(platform.config) !== undefined,
      isFresh: !needsSignIn(platform, request),
    }),
    await connections(platform, request),
  ]
}

/** With which services the account is connected, and could be. */
async function connections({ db }: Platform, request: FastifyRequest): Promise<Content> {
  const identities = await listIdentities(db, personOf(request).id)
  const providers = await listProviders(db)
  const connected = providers.flatMap((provider) => {
    const identity = identities.find((one) => one.provider_id === providerKey(provider.id))
    return identity ? [{ identity, provider }] : []
  })
  const others = providers.filter(
    (one) => one.enabled_at !== null && !connected.some(({ provider }) => provider === one),
  )
  return connectionSection(pageOf(request), connected, others)
}

/** The ways in that stand on the sign-in page besides the password. */
export async function otherEntrances(
  { config, db }: Platform,
  request: FastifyRequest,
  next: string,
): Promise<Content> {
  const page = pageOf(request)
  const providers = await listProviders(db, { enabledOnly: true })
  return [passkeySite(config) && passkeySignIn(page, next), providerButtons(page, providers, next)]
}
