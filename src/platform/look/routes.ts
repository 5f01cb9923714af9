import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendPage } from '../web/page.ts'
import { uploadedFiles } from '../web/uploads.ts'
import type { Web } from '../web/web.ts'
import { largestLogoBytes, removeLogo, takeLogo } from './choosing.ts'
import { coloursOf } from './colours.ts'
import { readLanding } from './landing.ts'
import { links } from './links.ts'
import { landingPage } from './pages/landing.ts'
import { lookPage } from './pages/look.ts'
import { colourSetting, logoSetting } from './settings.ts'

const admin = { rule: 'house.administer' } as const
const open = { rule: 'open' } as const
/** Both addresses name what they are of, and another look has another address. */
const forLong = 'public, max-age=31536000, immutable'

/** What pages look like, for everybody; and the page on which administrators change it. */
export function addRoutes(web: Web, platform: Platform): void {
  const { db, settings, files } = platform

  web.get(links.coloursPath(), { config: open }, async (_request, reply) => {
    const colour = await settings.get(db, colourSetting)
    if (colour === '') throw notFound()
    return reply.type('text/css; charset=utf-8').header('cache-control', forLong).send(coloursOf(colour))
  })

  web.get(links.logoPath(), { config: open }, async (_request, reply) => {
    const id = await settings.get(db, logoSetting)
    const file = id === null ? undefined : await files.find(db, id)
    if (!file) throw notFound()
    return reply.type(file.mediaType).header('cache-control', forLong).send(files.read(file.sha256))
  })

  web.get(links.firstPage(), { config: open }, async (request, reply) =>
    sendPage(reply, landingPage(pageOf(request), web.house.apps, await readLanding(platform))),
  )

  web.get(links.look(), { config: admin }, (request, reply) => sendPage(reply, lookPage(pageOf(request))))

  const upload = { maxBytes: largestLogoBytes + 64 * 1024 }
  web.post(links.look(), { config: { ...admin, upload } }, async (request, reply) => {
    let isTaken = false
    for await (const { bytes } of uploadedFiles(request)) {
      await takeLogo(platform, actorOf(personOf(request)), bytes)
      isTaken = true
    }
    if (!isTaken) throw new UserError('invalid', 'look.no-picture', 'Please choose a picture first.')
    addNotice(reply, 'success', pageOf(request).t('The logo is changed.'))
    return reply.redirect(links.look(), 303)
  })

  web.post(links.removeLogo(), { config: admin }, async (request, reply) => {
    await removeLogo(platform, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The usual logo is back.'))
    return reply.redirect(links.look(), 303)
  })
}
