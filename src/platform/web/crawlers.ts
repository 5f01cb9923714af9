import { join } from 'node:path'
import type { Platform } from '../platform.ts'
import { readDocs } from './docs-reading.ts'
import { escapeHtml } from './html.ts'
import { pageOf } from './page.ts'
import type { Web } from './web.ts'

const config = { rule: 'open' } as const
const programFolder = join(import.meta.dirname, '../../..')

/**
 * What crawlers and browsers ask for at the root: which pages are for everybody, and the picture of a tab. Addresses are
 * those under which the house is known, whatever name a request used. What a secret link opens is in no index.
 */
export function addCrawlerRoutes(web: Web, { config: { baseUrl } }: Platform): void {
  const absolute = (path: string): string => new URL(path, baseUrl).href

  web.get('/robots.txt', { config }, (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(`User-agent: *\nDisallow: /studies/shared/\nDisallow: /api/\nSitemap: ${absolute('/sitemap.xml')}\n`),
  )

  web.get('/sitemap.xml', { config }, async (_request, reply) => {
    const docs = (await readDocs(programFolder)).map(({ name }) => `/docs/${name}`)
    const urls = ['/', '/sign-in', '/docs', ...docs].map(
      (path) => `<url><loc>${escapeHtml(absolute(path))}</loc></url>`,
    )
    return reply
      .type('application/xml; charset=utf-8')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`,
      )
  })

  web.get('/favicon.ico', { config }, (request, reply) =>
    reply.redirect(pageOf(request).house.assets.href('web/lyceum.svg'), 302),
  )
}
