import { z } from 'zod'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { frameFor } from './frames.ts'
import { frameAddress, listOffered, type Offered, sandboxFor, takersFor, viewersFor } from './offering.ts'
import { sendPage as sendToPage } from './pages/send.ts'
import { showPage } from './pages/show.ts'

const File = z.object({
  data: z
    .string()
    .max(8_000)
    .regex(/^(?:https?:|data:)/, 'must be a web address'),
  type: z.string().max(300).default('*'),
  content: z.string().max(300).default('*'),
})

/** Looking at a file by whichever plugin can show it. */
export function addShowingRoutes(web: Web, platform: Platform): void {
  const config = { rule: 'plugins.run' } as const
  const Shown = File.extend({ name: z.string().max(500).default('file'), with: z.string().max(500).optional() })

  web.get('/plugins/show', { config, schema: { querystring: Shown } }, async (request, reply) => {
    const { id } = personOf(request)
    const { with: wanted, ...file } = request.query
    const all = await listOffered(platform, pageOf(request).language)
    const viewers = viewersFor(all, file.type, file.content)
    const chosen = viewers.find(({ plugin }) => keyOf(plugin) === wanted) ?? viewers[0]
    const named = viewers.map(({ plugin }) => ({
      key: keyOf(plugin),
      title: plugin.title,
      isChosen: plugin === chosen?.plugin,
    }))
    if (!chosen) return sendPage(reply, showPage(pageOf(request), file, named, undefined, []))
    const address = frameAddress(
      platform,
      chosen.plugin,
      { personId: id, language: pageOf(request).language },
      { [chosen.parameter]: file.data },
    )
    const { frame, frames } = await frameFor(platform, id, all, {
      title: chosen.plugin.title,
      address,
      isPreview: true,
    })
    return sendPage(reply, showPage(pageOf(request), file, named, frame, frames))
  })

  const Sent = File.extend({ name: z.string().max(500).default('file') })
  web.get('/plugins/send', { config, schema: { querystring: Sent } }, async (request, reply) => {
    const all = await listOffered(platform, pageOf(request).language)
    const { type, content } = request.query
    return sendPage(reply, sendToPage(pageOf(request), request.query, takersFor(all, type, content)))
  })

  web.get('/plugins/viewers', { config, schema: { querystring: File } }, async (request, reply) => {
    const { id } = personOf(request)
    const { data, type, content } = request.query
    const viewers = viewersFor(await listOffered(platform, pageOf(request).language), type, content).map(
      ({ plugin, parameter }) => {
        const address = frameAddress(
          platform,
          plugin,
          { personId: id, language: pageOf(request).language },
          { [parameter]: data },
        )
        return { title: plugin.title, address, sandbox: sandboxFor(platform, address) }
      },
    )
    return reply.header('cache-control', 'no-store').send({ viewers })
  })
}

const keyOf = ({ identifier, remote }: Offered): string => (remote ? `${remote.seq}` : identifier)
