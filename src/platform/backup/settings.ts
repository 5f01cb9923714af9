import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

const count = (least: number) => z.number().int().min(least).max(1_000)

export const nightlySetting = defineSetting({
  name: 'backup.nightly',
  title: 'Back up by itself, every night',
  help: 'Each backup is restored into a scratch place afterwards, and old ones are removed.',
  schema: z.boolean(),
  fallback: true,
})

export const hourSetting = defineSetting({
  name: 'backup.hour',
  title: 'Hour of the backup',
  help: 'From 0 to 23, by the clock of the house. A backup that was missed is made up for at the next start.',
  schema: z.number().int().min(0).max(23),
  fallback: 4,
})

export const folderSetting = defineSetting({
  name: 'backup.folder',
  title: 'Folder of the backups',
  help: 'On the machine that runs the worker, best on another disk; empty: the folder "backups" of the instance.',
  schema: z
    .string()
    .trim()
    .max(1_000)
    .refine((folder) => folder === '' || isAbsolute(folder), 'A path from the root, such as /srv/backups.'),
  fallback: '',
})

export const dailySetting = defineSetting({
  name: 'backup.keep-daily',
  title: 'Days of which the backup is kept',
  help: 'The latest of each day. Only backups that the house made by itself are ever removed by itself.',
  schema: count(1),
  fallback: 7,
})

export const weeklySetting = defineSetting({
  name: 'backup.keep-weekly',
  title: 'Weeks of which the backup is kept',
  help: 'The latest of each week.',
  schema: count(0),
  fallback: 4,
})

export const monthlySetting = defineSetting({
  name: 'backup.keep-monthly',
  title: 'Months of which the backup is kept',
  help: 'The latest of each month.',
  schema: count(0),
  fallback: 12,
})

export const settings = [
  nightlySetting,
  hourSetting,
  folderSetting,
  dailySetting,
  weeklySetting,
  monthlySetting,
] as const
