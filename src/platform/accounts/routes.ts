import type { Platform } from '../platform.ts'
import type { Web } from '../web/web.ts'
import { addGroups } from './groups/routes.ts'
import { addPasskeys } from './passkeys/routes.ts'
import { personOf } from './person-of.ts'
import { addProviderAdministration } from './providers/admin-routes.ts'
import { addProviderEntrance } from './providers/routes.ts'
import { addAccount } from './routes/account.ts'
import { addDomains } from './routes/domains.ts'
import { addFirstAdministrator } from './routes/first-administrator.ts'
import { addLinks } from './routes/links.ts'
import { addRegistering } from './routes/registering.ts'
import { addRegistrations } from './routes/registrations.ts'
import { addSignIn } from './routes/signing-in.ts'
import { addTokens } from './routes/tokens.ts'
import { addSecondFactor } from './second-factor/routes.ts'
import { addSecondStep } from './second-factor/sign-in-routes.ts'

/** Every address of accounts. */
export function addRoutes(web: Web, platform: Platform): void {
  addSignIn(web, platform)
  addFirstAdministrator(web, platform)
  addRegistering(web, platform)
  addLinks(web, platform)
  addAccount(web, platform)
  addTokens(web, platform)
  addSecondStep(web, platform)
  addSecondFactor(web, platform)
  addPasskeys(web, platform)
  addProviderEntrance(web, platform)
  addProviderAdministration(web, platform)
  addGroups(web, platform)
  addRegistrations(web, platform)
  addDomains(web, platform)
  web.get(
    '/api/v1/me',
    { config: { rule: 'account.manage', about: { summary: 'Who the token or session speaks for' } } },
    async (request) => {
      const { id, name, email, role, language, timezone } = personOf(request)
      return { id, name, email, role, language, timezone }
    },
  )
}
