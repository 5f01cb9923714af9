import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { findLimits, holdLimits, setWish, type Used, usedBy } from './queries/quotas.ts'
import { analysesSetting, runningSetting, storageSetting, studiesSetting } from './settings.ts'
import type { LimitsRow } from './tables.ts'

/** What somebody has, and may have. */
export type Quotas = Readonly<{
  used: Used
  most: Used
  /** What the person asked for in words and nobody has answered yet. */
  wish: string | null
}>

export async function quotasOf({ settings }: Platform, db: Db, personId: string): Promise<Quotas> {
  const own = await findLimits(db, personId)
  return quotas(settings, db, personId, own)
}

/**
 * The same in a transaction that is about to take more: others of the same person wait until it ends.
 */
export async function heldQuotas({ settings, now }: Platform, tx: Db, personId: string): Promise<Quotas> {
  return quotas(settings, tx, personId, await holdLimits(tx, personId, now()))
}

async function quotas(
  settings: Platform['settings'],
  db: Db,
  personId: string,
  own: LimitsRow | undefined,
): Promise<Quotas> {
  const most = {
    studies: own?.studies ?? (await settings.get(db, studiesSetting)),
    analyses: own?.analyses ?? (await settings.get(db, analysesSetting)),
    running: own?.running ?? (await settings.get(db, runningSetting)),
    bytes: (own?.megabytes ?? (await settings.get(db, storageSetting))) * 1e6,
  }
  return { used: await usedBy(db, personId), most, wish: own?.wish ?? null }
}

/** @throws UserError `studies.quota` where one more would be too many. */
export async function demandRoom(
  platform: Platform,
  tx: Db,
  personId: string,
  what: 'studies' | 'analyses',
): Promise<void> {
  const { used, most } = await heldQuotas(platform, tx, personId)
  if (used[what] < most[what]) return
  const thing = what === 'studies' ? 'studies, those in the bin included' : 'analyses'
  throw overQuota(
    `You have ${used[what]} of ${most[what]} ${thing}. Remove one, or ask for more on the page of your storage.`,
  )
}

/** @throws UserError `studies.quota` where these bytes do not fit. */
export async function demandBytes(platform: Platform, tx: Db, ownerId: string, sizeBytes: number): Promise<void> {
  const { used, most } = await heldQuotas(platform, tx, ownerId)
  if (used.bytes + sizeBytes <= most.bytes) return
  const [is, may, more] = [used.bytes, most.bytes, sizeBytes].map((bytes) => Math.ceil(bytes / 1e6))
  throw overQuota(
    `The storage of this study’s owner holds ${is} of ${may} MB; ${more} MB more do not fit. Remove something, or ask for more on the page of your storage.`,
  )
}

/** Leaves word for the administrators. */
export async function askForMore(platform: Platform, personId: string, wish: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await holdLimits(tx, personId, platform.now())
    await setWish(tx, personId, wish)
    await platform.activity.record(tx, {
      actor: personId,
      action: 'studies.asked-for-more',
      status: 'warning',
      target: `people/${personId}`,
      message: wish,
    })
  })
}

const overQuota = (sentence: string): UserError => new UserError('conflict', 'studies.quota', sentence)
