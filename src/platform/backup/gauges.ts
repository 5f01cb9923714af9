import type { Gauge } from '../metrics/gauges.ts'
import { backupState } from './state.ts'

const age: Gauge = {
  name: 'backup_age_seconds',
  help: 'Since the moment to which the house could be brought back; absent where there is no verified backup',
  read: async (platform) => {
    const { ageSeconds } = await backupState(platform)
    return ageSeconds === null ? [] : [{ value: ageSeconds }]
  },
}

const failed: Gauge = {
  name: 'backup_failed',
  help: '1 where a backup has failed since the latest verified one',
  read: async (platform) => [{ value: (await backupState(platform)).failure === null ? 0 : 1 }],
}

export const gauges: readonly Gauge[] = [age, failed]
