import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { findSettingValue, settingHistory } from '../settings/queries.ts'
import type { Setting } from '../settings/settings.ts'
import { notFound } from '../web/errors.ts'
import { type FormState, filledForm } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { type Page, pageOf, sendPage, type View } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { settingPage } from './pages/setting.ts'
import { settingsPage } from './pages/settings.ts'
import { NameParams, RevertForm, SettingForm } from './schemas.ts'
import { controlOf, readTyped, writeTyped } from './setting-controls.ts'
import { namesOf } from './tables/records.ts'

const config = { rule: 'house.administer' } as const

/** What an administrator may change while the house runs. */
export function addSettingRoutes(web: Web, platform: Platform): void {
  const { db, settings } = platform
  const all = new Map(web.house.parts.flatMap((part) => part.settings ?? []).map((setting) => [setting.name, setting]))

  web.get(links.settings(), { config }, async (request, reply) => {
    const shown = await Promise.all(
      [...all.values()].map(async (setting) => ({
        setting,
        value: await settings.get(db, setting),
        row: await findSettingValue(db, setting.name),
      })),
    )
    return sendPage(reply, settingsPage(pageOf(request), shown))
  })

  /** The page with what was typed, or, at first, with the value in force. */
  async function draw(page: Page, name: string, typed?: FormState): Promise<View> {
    const setting = demandSetting(all, name)
    const history = await settingHistory(db, name)
    const version = history[0]?.version ?? 0
    const value = await settings.get(db, setting)
    const state = typed ?? filledForm({ value: writeTyped(value) })
    const people = await namesOf(
      db,
      history.map(({ set_by }) => set_by),
    )
    return settingPage(page, { setting, control: controlOf(setting.schema), state, version, value, history, people })
  }

  web.get(links.setting(':name'), { schema: { params: NameParams }, config }, async (request, reply) =>
    sendPage(reply, await draw(pageOf(request), request.params.name)),
  )

  const revertSchema = { params: NameParams, body: RevertForm }
  web.post(links.revertSetting(':name'), { schema: revertSchema, config }, async (request, reply) => {
    const setting = demandSetting(all, request.params.name)
    const { to, version } = request.body
    const old = (await settingHistory(db, setting.name)).find((row) => row.version === to)
    if (to !== 0 && !old) throw notFound()
    const value: unknown = old ? JSON.parse(old.value_json) : setting.fallback
    await db.transaction().execute((tx) => settings.set(tx, setting, value, actorOf(personOf(request)), version))
    addNotice(reply, 'success', pageOf(request).t('The setting was changed.'))
    return reply.redirect(links.setting(setting.name), 303)
  })

  web.post(
    links.setting(':name'),
    {
      schema: { params: NameParams, body: SettingForm },
      config: {
        ...config,
        form: (request, state) => draw(pageOf(request), (request.params as { name: string }).name, state),
      },
    },
    async (request, reply) => {
      const setting = demandSetting(all, request.params.name)
      const { value, version } = request.body
      const typed = readTyped(controlOf(setting.schema), value)
      if (typed === undefined) throw cannotRead()
      await db.transaction().execute((tx) => settings.set(tx, setting, typed, actorOf(personOf(request)), version))
      addNotice(reply, 'success', pageOf(request).t('The setting was changed.'))
      return reply.redirect(links.settings(), 303)
    },
  )
}

// biome-ignore lint/suspicious/noExplicitAny: settings of every kind of value lie in one list
function demandSetting(all: ReadonlyMap<string, Setting<any>>, name: string): Setting<any> {
  const setting = all.get(name)
  if (!setting) throw notFound()
  return setting
}

const cannotRead = (): UserError =>
  new UserError('invalid', 'settings.invalid', 'The value cannot be read.', {
    fields: [{ path: 'value', code: 'settings.invalid', message: 'This cannot be read.' }],
  })
