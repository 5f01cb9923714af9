import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { ownPath } from '../links.ts'
import { deleteRunner, findRunner, insertRunner } from '../queries/remote.ts'
import { lookAt } from './crawling.ts'

/** Puts a runner elsewhere on the list, and has it looked at. @throws UserError for an address that is none, or known. */
export async function addRunner(platform: Platform, actor: string, address: string): Promise<void> {
  const url = URL.parse(address.trim())
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || address.length > 500)
    throw refused('plugins.runner-address', 'This must be a web address, such as https://runner.example.org/.')
  if (ownPath(platform.config, url.href) !== undefined)
    throw refused('plugins.runner-address', 'This is the house itself: its plugins are on the list already.')
  url.hash = ''
  await platform.db.transaction().execute(async (tx) => {
    const row = { url: url.href, added_by: actor, added_at: platform.now() }
    const seq = await insertRunner(tx, { ...row, crawled_at: null, answered_at: null, failure: null })
    if (seq === undefined) throw refused('plugins.runner-known', 'This runner is on the list already.')
    await platform.activity.record(tx, { actor, action: 'plugins.runner-added', after: { url: url.href } })
    await lookAt(platform, seq, false, tx)
  })
}

export async function removeRunner(platform: Platform, actor: string, seq: number): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const runner = await findRunner(tx, seq)
    if (!runner) return
    await deleteRunner(tx, seq)
    await platform.activity.record(tx, { actor, action: 'plugins.runner-removed', before: { url: runner.url } })
  })
}

const refused = (code: string, message: string): UserError =>
  new UserError('invalid', code, message, { fields: [{ path: 'url', code, message }] })
