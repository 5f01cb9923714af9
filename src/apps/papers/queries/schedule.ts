import type { Db } from '../../../platform/database/tables.ts'
import type { Schedule } from '../planning/day-quotas.ts'
import type { VolumeRow, WeightsRow } from '../tables.ts'

/** What holds until somebody sets something: a modest volume, spread evenly. */
export const fallbackVolume = 100
const flatWeights: readonly number[] = new Array<number>(24).fill(1)

export type CurrentSchedule = Schedule &
  Readonly<{ volumeVersion: number; weightsVersion: number; preset: string | null }>

/** The volume, weights and zone in force; versions are 0 where nobody has set any. */
export async function findSchedule(db: Db, houseZone: string): Promise<CurrentSchedule> {
  const [volume] = await listVolumes(db, 1)
  const [weights] = await listWeights(db, 1)
  return {
    papersPerDay: volume?.papers_per_day ?? fallbackVolume,
    weights: weights ? (JSON.parse(weights.weights_json) as number[]) : flatWeights,
    timezone: weights?.timezone ?? houseZone,
    volumeVersion: volume?.version ?? 0,
    weightsVersion: weights?.version ?? 0,
    preset: weights?.preset ?? null,
  }
}

/** Newest first. */
export function listVolumes(db: Db, limit = 50): Promise<VolumeRow[]> {
  return db.selectFrom('papers_volumes').selectAll().orderBy('version', 'desc').limit(limit).execute()
}

/** Newest first. */
export function listWeights(db: Db, limit = 50): Promise<WeightsRow[]> {
  return db.selectFrom('papers_weights').selectAll().orderBy('version', 'desc').limit(limit).execute()
}

export async function insertVolume(tx: Db, row: VolumeRow): Promise<void> {
  await tx.insertInto('papers_volumes').values(row).execute()
}

export async function insertWeights(tx: Db, row: WeightsRow): Promise<void> {
  await tx.insertInto('papers_weights').values(row).execute()
}
