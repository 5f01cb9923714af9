import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { type Content, nothing } from '../../web/html.ts'
import { pageOf } from '../../web/page.ts'
import { passkeySection, passkeySignIn } from '../passkeys/pages.ts'
import { listPasskeys } from '../passkeys/queries/passkeys.ts'
import { passkeySite } from '../passkeys/site.ts'
import { personOf } from '../person-of.ts'
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
  ]
}

/** The ways in that stand on the sign-in page besides the password. */
export async function otherEntrances({ config }: Platform, request: FastifyRequest, next: string): Promise<Content> {
  return passkeySite(config) ? passkeySignIn(pageOf(request), next) : nothing
}
