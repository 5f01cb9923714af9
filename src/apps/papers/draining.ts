import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { findCollector, saveCollector } from './queries/collector.ts'
import { countPlanned } from './queries/planned.ts'

/** A stop is complete when nothing is planned and nothing runs any more. */
export async function settleDraining(platform: Platform, tx: Db): Promise<void> {
  const { state, changed_by } = await findCollector(tx)
  if (state !== 'draining' || (await countPlanned(tx)) > 0) return

  await saveCollector(tx, { state: 'stopped', changed_at: platform.now() })
  await platform.activity.record(tx, {
    actor: changed_by,
    action: 'papers.collector-stopped',
    status: 'success',
    target: 'papers/collector',
    message: 'The collector has stopped.',
    before: { state: 'draining' },
    after: { state: 'stopped' },
  })
}
