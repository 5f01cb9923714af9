import { z } from 'zod'
import { readLanding } from '../look/landing.ts'
import { landingPage } from '../look/pages/landing.ts'
import type { Platform } from '../platform.ts'
import { homePage } from './home-page.ts'
import { languages } from './languages.ts'
import { pageOf, sendPage } from './page.ts'
import { safePath } from './safe-path.ts'
import { addTableRoutes } from './table-columns.ts'
import { themes } from './theme.ts'
import type { Web } from './web.ts'

const year = 365 * 24 * 3600
const next = z
  .string()
  .optional()
  .transform((address) => safePath(address))
const ThemeForm = z.object({ theme: z.enum(themes), next })
const LanguageForm = z.object({ language: z.enum(languages), next })

/** The addresses that belong to no part: what a visitor chooses for this browser. */
export function addHouseRoutes(web: Web, platform: Platform): void {
  const secure = platform.config.baseUrl.startsWith('https:')
  const cookie = { path: '/', maxAge: year, sameSite: 'lax', httpOnly: true, secure } as const

  web.post('/theme', { schema: { body: ThemeForm }, config: { rule: 'open' } }, async (request, reply) =>
    reply.setCookie('lyceum-theme', request.body.theme, cookie).redirect(request.body.next, 303),
  )
  web.post('/language', { schema: { body: LanguageForm }, config: { rule: 'open' } }, async (request, reply) =>
    reply.setCookie('lyceum-language', request.body.language, cookie).redirect(request.body.next, 303),
  )
  web.get('/', { config: { rule: 'open' } }, async (request, reply) => {
    const page = pageOf(request)
    const { apps } = page.house
    return sendPage(reply, page.person ? homePage(page, apps) : landingPage(page, apps, await readLanding(platform)))
  })
  addTableRoutes(web)
}
