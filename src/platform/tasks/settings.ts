import { z } from 'zod'
import { defineSetting } from '../settings/settings.ts'

const days = z.number().int().min(1).max(3_650)

export const keepEndedSetting = defineSetting({
  name: 'tasks.keep-ended-days',
  title: 'Days to keep jobs that succeeded or were cancelled',
  help: 'Older ones are removed each night, with their log.',
  schema: days,
  fallback: 30,
})

export const keepFailedSetting = defineSetting({
  name: 'tasks.keep-failed-days',
  title: 'Days to keep jobs that failed',
  help: 'Older ones are removed each night, with their log, whether somebody has seen to them or not.',
  schema: days,
  fallback: 90,
})

export const settings = [keepEndedSetting, keepFailedSetting]
