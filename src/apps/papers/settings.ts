import { z } from 'zod'
import { defineSetting } from '../../platform/settings/settings.ts'
import { type PlanScope, wholeHouse } from './planning/scope.ts'
import { PlanScopeBody } from './schemas/plan-scope.ts'
import { sourceSettings } from './sources/settings.ts'

export const downloadsSetting = defineSetting({
  name: 'papers.download-full-texts',
  title: 'Download full texts',
  help: 'Off: only the details of papers are looked up.',
  schema: z.boolean(),
  fallback: true,
})

export const bronzeSetting = defineSetting({
  name: 'papers.allow-bronze',
  title: 'Keep files that are free to read without a licence',
  help: 'Such files may be read, not shared any further.',
  schema: z.boolean(),
  fallback: true,
})

export const strategySetting = defineSetting<'oldest' | 'newest' | 'random' | 'round-robin'>({
  name: 'papers.strategy',
  title: 'Which papers go first',
  help: 'Among papers of one priority: first added, last added, any, or one of each journal in turn.',
  schema: z.enum(['oldest', 'newest', 'random', 'round-robin']),
  fallback: 'oldest',
})

export const planScopeSetting = defineSetting<PlanScope>({
  name: 'papers.plan-scope',
  title: 'Papers that plans choose from',
  help: 'Ids of lists, tags and names of journals; where a part is empty, all count. The page of the schedule sets the same with boxes to tick.',
  schema: PlanScopeBody,
  fallback: wholeHouse,
})

export const deferredShareSetting = defineSetting({
  name: 'papers.deferred-share',
  title: 'Share of an hour for second tries, in percent',
  help: 'How much of an hour papers may take that failed before; the rest is for new ones.',
  schema: z.number().int().min(0).max(100),
  fallback: 50,
})

export const minimumGapSetting = defineSetting({
  name: 'papers.minimum-gap-seconds',
  title: 'Seconds between two papers, at least',
  help: 'Where an hour has more papers than that allows, they move closer.',
  schema: z.number().int().min(0).max(3_600),
  fallback: 1,
})

export const catchUpSetting = defineSetting<'off' | 'spread'>({
  name: 'papers.catch-up',
  title: 'Make up for lost hours',
  help: 'Off is kinder: making up for lost time is what gets addresses blocked. "spread" divides what is left of a day over its remaining hours, at most twice the usual number.',
  schema: z.enum(['off', 'spread']),
  fallback: 'off',
})

export const stopGraceSetting = defineSetting({
  name: 'papers.stop-grace-seconds',
  title: 'Seconds that running papers get when the collector stops',
  help: 'After that they are called off, and go back to what they were.',
  schema: z.number().int().min(0).max(3_600),
  fallback: 60,
})

export const largestFileSetting = defineSetting({
  name: 'papers.largest-file-mib',
  title: 'Largest file, in MiB',
  help: 'Larger full texts are not taken.',
  schema: z.number().int().min(1).max(2_048),
  fallback: 200,
})

export const freeDiskSetting = defineSetting({
  name: 'papers.free-disk-mib',
  title: 'Room to keep free on the disk, in MiB',
  help: 'With less than that, or less than five times the largest file, no full text is fetched.',
  schema: z.number().int().min(0).max(1_048_576),
  fallback: 2_048,
})

export const pauseOnTroubleSetting = defineSetting({
  name: 'papers.pause-on-trouble',
  title: 'Pause when most papers meet trouble',
  help: 'The collector pauses where more than half of the last 50 papers were refused or could not be reached.',
  schema: z.boolean(),
  fallback: true,
})

export const settings = [
  downloadsSetting,
  bronzeSetting,
  strategySetting,
  planScopeSetting,
  deferredShareSetting,
  minimumGapSetting,
  catchUpSetting,
  stopGraceSetting,
  largestFileSetting,
  freeDiskSetting,
  pauseOnTroubleSetting,
  ...sourceSettings,
]
