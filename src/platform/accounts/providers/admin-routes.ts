import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { type FormState, filledForm } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { links } from '../links.ts'
import { actorOf } from '../person.ts'
import { personOf } from '../person-of.ts'
import { IdParams } from '../schemas.ts'
import { checkProvider, returnAddress } from './client.ts'
import { addProvider, changeProvider, demandProvider, removeProvider } from './configuring.ts'
import { providerPage, providersPage } from './pages.ts'
import { presetFor } from './presets.ts'
import { listProviders } from './queries/providers.ts'
import { ChangeProviderForm, PresetQuery, ProviderForm } from './schemas.ts'
import type { ProviderRow } from './tables.ts'

const config = { rule: 'house.administer' } as const

/** Which services people may sign in by. */
export function addProviderAdministration(web: Web, platform: Platform): void {
  web.get(links.providers(), { config }, async (request, reply) =>
    sendPage(reply, providersPage(pageOf(request), await listProviders(platform.db))),
  )
  addNew(web, platform)
  addOne(web, platform)
}

function addNew(web: Web, platform: Platform): void {
  const draw = (request: FastifyRequest, state: FormState): View => {
    const slug = /^[a-z][a-z0-9-]*$/.exec(String(state.values.slug ?? ''))?.[0] ?? '…'
    return providerPage(pageOf(request), state, returnAddress(platform, { slug }))
  }

  web.get(links.newProvider(), { schema: { querystring: PresetQuery }, config }, (request, reply) =>
    sendPage(reply, draw(request, presetFor(request.query.preset))),
  )

  const options = { schema: { body: ProviderForm }, config: { ...config, form: draw } } as const
  web.post(links.providers(), options, async (request, reply) => {
    const row = await addProvider(platform, request.body, actorOf(personOf(request)))
    await sayWhetherItAnswers(platform, reply, row)
    return reply.redirect(links.provider(row.id), 303)
  })
}

function addOne(web: Web, platform: Platform): void {
  const schema = { params: IdParams }

  async function draw(request: FastifyRequest, typed?: FormState): Promise<View> {
    const row = await demandProvider(platform.db, IdParams.parse(request.params).id)
    const boxes = { is_email_trusted: row.is_email_trusted === 1, is_enabled: row.enabled_at !== null }
    const state = typed ?? filledForm({ ...row, client_secret: '', ...boxes })
    return providerPage(pageOf(request), state, returnAddress(platform, row), row)
  }

  web.get(links.provider(':id'), { schema, config }, async (request, reply) => sendPage(reply, await draw(request)))

  const options = { schema: { ...schema, body: ChangeProviderForm }, config: { ...config, form: draw } } as const
  web.post(links.provider(':id'), options, async (request, reply) => {
    const row = await changeProvider(platform, request.params.id, request.body, actorOf(personOf(request)))
    await sayWhetherItAnswers(platform, reply, row)
    return reply.redirect(links.provider(row.id), 303)
  })

  web.post(links.removeProvider(':id'), { schema, config }, async (request, reply) => {
    await removeProvider(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The service was removed.'))
    return reply.redirect(links.providers(), 303)
  })
}

/** What is saved is saved; a mistake in the issuer shows at once all the same. */
async function sayWhetherItAnswers(platform: Platform, reply: FastifyReply, row: ProviderRow): Promise<void> {
  const { t } = pageOf(reply.request)
  try {
    await checkProvider(platform, row)
    addNotice(reply, 'success', t('Saved, and the service answers.'))
  } catch (error) {
    platform.log.info({ err: error, provider: row.slug }, 'sign-in service does not answer')
    addNotice(reply, 'warning', t('Saved, but nothing answers there as a sign-in service. Look at the issuer again.'))
  }
}
